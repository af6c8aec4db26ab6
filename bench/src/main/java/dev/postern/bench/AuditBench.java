// SPDX-License-Identifier: Apache-2.0
package dev.postern.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPairGenerator;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Map;
import java.util.Set;

import dev.postern.api.json.JsonObject;
import dev.postern.core.audit.AuditChain;
import dev.postern.core.audit.AuditHead;
import dev.postern.core.audit.SignedHead;
import dev.postern.itests.harness.Command;
import dev.postern.itests.harness.Distribution;
import dev.postern.itests.harness.Gateway;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordedFrame;
import jdk.jfr.consumer.RecordingFile;

/**
 * What the audit takes of a turn: the share of a flight recording's samples that are in its code (rendering, digests,
 * links, its row), of the CPU time of a turn. And how fast a chain is verified, by the command, with no gateway.
 */
final class AuditBench implements Main.Measurement {
    private static final int RECORDS = 1_000_000;
    private static final int TURNS_TO_VERIFY = 400;
    private static final int ROUNDS = 5;
    private static final Set<String> OURS = Set.of("dev.postern.store.internal.AuditDraft",
            "dev.postern.store.internal.AuditLinks", "dev.postern.store.internal.AuditLinks$Growing",
            "dev.postern.core.audit.AuditChain", "dev.postern.core.audit.AuditText");

    @Override
    public void run(Path folder, Report report) throws Exception {
        ofATurn(folder, report);
        verification(folder, report);
        inTheGateway(folder.resolve("verifying"), report);
    }

    private static void ofATurn(Path folder, Report report) throws Exception {
        var recording = folder.resolve("gateway.jfr");
        double cpu;
        int turns;
        try (var gateway = Gateway.builder(folder.resolve("home"))
                .configure("dev.postern.session", "{\"messages.per.minute\": 100000}")
                .env("POSTERN_JAVA_OPTS", "-XX:StartFlightRecording=settings=profile,filename=" + recording)
                .start()) {
            TurnBench.sessions(gateway, TurnBench.TIMED, 30);
            double before = ProcessStat.cpuSeconds(gateway.process().pid());
            turns = TurnBench.sessions(gateway, TurnBench.TIMED, 150);
            cpu = (ProcessStat.cpuSeconds(gateway.process().pid()) - before) / turns;
            gateway.terminate();
        }
        long all = 0;
        long ours = 0;
        try (var events = new RecordingFile(recording)) {
            while (events.hasMoreEvents()) {
                var event = events.readEvent();
                if (event.getEventType().getName().equals("jdk.ExecutionSample")) {
                    all++;
                    ours += isOurs(event) ? 1 : 0;
                }
            }
        }
        report.row("audit of such a turn, of a flight recording's " + all + " samples", "0.15 CPU-ms, no commit",
                "%.3f CPU-ms (%.1f %% of %.2f CPU-ms), in the turn's own commits", ours * cpu * 1e3 / all,
                ours * 100.0 / all, cpu * 1e3);
    }

    private static boolean isOurs(RecordedEvent event) {
        var stack = event.getStackTrace();
        return stack != null && stack.getFrames().stream().anyMatch(AuditBench::isOurs);
    }

    private static boolean isOurs(RecordedFrame frame) {
        var method = frame.getMethod();
        var type = method.getType().getName();
        return OURS.contains(type)
                || type.equals("dev.postern.store.internal.GroupWriter") && method.getName().equals("audit");
    }

    private static void verification(Path folder, Report report) throws Exception {
        var chain = folder.resolve("chain.jsonl");
        var key = folder.resolve("public.key");
        write(chain, key);
        var environment = Map.of("POSTERN_HOME", folder.resolve("none").toString(), "JAVA_TOOL_OPTIONS", "-Xmx32m");
        long begin = System.nanoTime();
        var done = Command.run(Distribution.folder(), environment, "audit", "verify", chain.toString(), "--key",
                key.toString());
        double seconds = (System.nanoTime() - begin) / 1e9;
        if (done.exit() != 0) {
            throw new IllegalStateException(done.out() + done.err());
        }
        report.row("verification of an export of a million records, heap 32 MB", "200,000 records/s",
                "%,.0f records/s, %.0f MB/s; the command takes %.1f s", RECORDS / seconds,
                Files.size(chain) / 1e6 / seconds, seconds);
    }

    /** What turns have left in a running gateway, verified as often as it takes for its code to be compiled. */
    private static void inTheGateway(Path home, Report report) throws Exception {
        try (var gateway = Gateway.builder(home)
                .configure("dev.postern.session", "{\"messages.per.minute\": 100000}")
                .start();
                var client = gateway.connect()) {
            TurnBench.sessions(gateway, TurnBench.TIMED, TURNS_TO_VERIFY);
            for (boolean contents : new boolean[]{false, true}) {
                long first = 0;
                var speeds = new ArrayList<Double>();
                long links = 0;
                double cpu = 0;
                for (int round = 0; round < ROUNDS; round++) {
                    double before = ProcessStat.cpuSeconds(gateway.process().pid());
                    long begin = System.nanoTime();
                    var verdict = client.call("audit.verify", JsonObject.builder().put("payloads", contents).build());
                    long time = System.nanoTime() - begin;
                    if (!verdict.bool("valid").orElse(false)) {
                        throw new IllegalStateException(verdict.toString());
                    }
                    cpu = ProcessStat.cpuSeconds(gateway.process().pid()) - before;
                    links = verdict.integer("records").orElseThrow();
                    first = round == 0 ? time : first;
                    speeds.add(links * 1e9 / time);
                }
                double last = speeds.getLast();
                speeds.sort(null);
                report.row("verification in the running gateway" + (contents ? ", with contents" : ""), "",
                        "%,.0f links/s, median of %d over %,d links (the first %,.0f, the last %,.0f with %.1f CPU-µs a"
                                + " link)",
                        speeds.get(ROUNDS / 2), ROUNDS, links, links * 1e9 / first, last, cpu * 1e6 / links);
            }
            gateway.terminate(); // in order, so that a flight recording is written
        }
    }

    /** A chain as the gateway would have written it, with its signed end beside it. */
    private static void write(Path chain, Path key) throws Exception {
        var keys = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        Files.writeString(key, Base64.getEncoder().encodeToString(keys.getPublic().getEncoded()) + "\n");
        var hash = AuditChain.NOTHING;
        try (var lines = Files.newBufferedWriter(chain)) {
            for (int seq = 1; seq <= RECORDS; seq++) {
                var text = record(seq, hash);
                hash = AuditChain.hashOf(text);
                lines.append(text).append('\n');
            }
        }
        var head = SignedHead.sign(new AuditHead("default", RECORDS, hash), Instant.EPOCH, keys.getPublic(),
                keys.getPrivate());
        Files.writeString(Path.of(chain + ".head"), head.line() + "\n");
    }

    private static String record(int seq, String previous) throws IOException {
        return "{\"at\":\"2026-11-22T10:00:00.000Z\",\"call\":\"c_01m8k25ny9b5zm9nnqax02x0st\",\"chain\":\"default\","
                + "\"meta\":" + JsonObject.builder().put("tool", "files.write").put("version", "1.0.0")
                        .put("principal", "k_01m8k25ny9b5zm9nnqax02x0st").build()
                + ",\"payload\":\"" + AuditChain.NOTHING + "\",\"position\":" + seq * 3L + ",\"previous\":\"" + previous
                + "\",\"seq\":" + seq + ",\"session\":\"s_01m8k25pkx6wfg5ewda6cv43h8\","
                + "\"turn\":\"t_01m8k25pkx6wfg5ewda6cv43h8\",\"type\":\"tool.started\"}";
    }
}
