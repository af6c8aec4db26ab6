// SPDX-License-Identifier: Apache-2.0
package dev.postern.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Random;

import dev.postern.api.json.JsonArray;
import dev.postern.api.json.JsonObject;
import dev.postern.core.audit.AuditChain;
import dev.postern.core.audit.AuditHead;
import dev.postern.core.audit.SignedHead;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AuditCommandsTest {
    private static final Instant AT = Instant.parse("2026-11-22T10:00:00Z");

    @TempDir
    Path folder;

    private FakeGateway gateway;
    private Shell shell;
    private KeyPair keys;
    private List<String> records;

    @BeforeEach
    void start() throws Exception {
        gateway = new FakeGateway();
        shell = Shell.at(gateway);
        keys = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        records = chain(12);
        write("public.key", List.of(Base64.getEncoder().encodeToString(keys.getPublic().getEncoded())));
    }

    @AfterEach
    void stop() throws Exception {
        gateway.close();
    }

    private static List<String> chain(int length) {
        var texts = new ArrayList<String>();
        var previous = AuditChain.NOTHING;
        for (int seq = 1; seq <= length; seq++) {
            var text = JsonObject.builder().put("at", AT.toString()).put("chain", "default")
                    .put("meta", JsonObject.of("tool", "caf\u00e9 \ufffd")).put("position", 10L + seq)
                    .put("previous", previous).put("seq", seq).put("type", "tool.started").build().canonical();
            texts.add(text);
            previous = AuditChain.hashOf(text);
        }
        return texts;
    }

    private SignedHead head(List<String> of) {
        return SignedHead.sign(new AuditHead("default", of.size(), AuditChain.hashOf(of.getLast())), AT,
                keys.getPublic(), keys.getPrivate());
    }

    private Path write(String name, List<String> lines) throws Exception {
        return Files.writeString(folder.resolve(name), String.join("\n", lines) + "\n");
    }

    /** Nothing listens where it would look for a gateway, and there is no token. */
    private Shell.Ended offline(Path export, String... more) {
        var words = new ArrayList<>(List.of("audit", "verify", export.toString()));
        words.addAll(List.of(more));
        return new Shell(Map.of("POSTERN_HOME", folder.toString())).run(words.toArray(String[]::new));
    }

    private Shell.Ended verified(Path export) {
        return offline(export, "--key", folder.resolve("public.key").toString(), "--json");
    }

    @Test
    void findsRecords() {
        gateway.on("audit.query",
                """
                {"records":[{"seq":7,"at":"then","type":"tool.finished","principal":"k_1","outcome":"denied"}],"next":"7"}""");
        var ended = shell.run("audit", "--since", "2026-11-22T10:00:00Z", "--tool", "a.b", "--outcome", "denied",
                "--type", "tool.*", "--installation", "--limit", "1");
        assertThat(ended.out()).contains("7    then  tool.finished  denied   k_1");
        assertThat(ended.err()).isEqualTo("There is more: --next 7");
        assertThat(gateway.params("audit.query"))
                .hasToString("{\"chain\":\"installation\",\"limit\":1,\"tool\":\"a.b\","
                        + "\"type\":\"tool.*\",\"outcome\":\"denied\",\"since\":\"2026-11-22T10:00:00Z\"}");
    }

    @Test
    void failsWhenTheGatewaysChainIsBroken() {
        gateway.on("audit.verify", "{\"valid\":true,\"records\":3,\"head\":{\"chain\":\"default\",\"seq\":3}}");
        assertThat(shell.run("audit", "verify").exit()).isZero();
        gateway.on("audit.verify", "{\"valid\":false,\"records\":1,\"firstBad\":2,\"reason\":\"it was changed\"}");
        var ended = shell.run("audit", "verify");
        assertThat(ended.exit()).isEqualTo(1);
        assertThat(ended.out()).contains("firstBad  2");
        assertThat(ended.err())
                .isEqualTo("postern: precondition_failed: the chain is broken at record 2: it was changed");
    }

    @Test
    void exportsUpToTheSignedEndAndVerifiesThatAlone() throws Exception {
        var head = head(records.subList(0, 10));
        var shown = FakeGateway.json(head.line());
        gateway.on("audit.head", (params, connection) -> connection
                .result(JsonObject.builder().put("head", shown).put("publicKey", "").build()));
        gateway.on("audit.export", (params, connection) -> {
            int after = params.integer("after").orElseThrow().intValue();
            int to = (int) Math.min(after + 4, after + params.integer("limit").orElseThrow());
            connection.result(JsonObject.builder().put("chain", "default")
                    .put("records", JsonArray.ofStrings(records.subList(after, to))).put("next", to).build());
        });
        var export = folder.resolve("export.jsonl");
        assertThat(shell.run("audit", "export", export.toString()))
                .isEqualTo(new Shell.Ended(0, "10 records  " + export, ""));
        assertThat(Files.readAllLines(export)).isEqualTo(records.subList(0, 10));
        assertThat(folder.resolve("export.jsonl.head")).hasContent(head.line());
        assertThat(shell.run("audit", "head").out()).isEqualTo(head.line());
        try (var files = Files.list(folder)) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .containsExactlyInAnyOrder("export.jsonl", "export.jsonl.head", "public.key");
        }
        var ended = verified(export);
        assertThat(ended.err()).isEmpty();
        assertThat(ended.out()).isEqualTo("{\"valid\":true,\"records\":10,\"head\":{\"chain\":\"default\",\"seq\":10,"
                + "\"hash\":\"" + head.head().hash() + "\"},\"heads\":1,\"signedAt\":\"2026-11-22T10:00:00Z\"}");
    }

    @Test
    void leavesNothingOfAnExportThatFails() throws Exception {
        gateway.on("audit.head", "{\"head\":{\"chain\":\"default\",\"seq\":5}}");
        gateway.on("audit.export", "{\"chain\":\"default\",\"records\":[]}");
        assertThat(shell.run("audit", "export", folder.resolve("e").toString()).exit()).isEqualTo(1);
        try (var files = Files.list(folder)) {
            assertThat(files).containsExactly(folder.resolve("public.key"));
        }
    }

    @Test
    void findsEveryEditOfAnExportAtItsPlace() throws Exception {
        write("export.head", List.of(head(records).line()));
        var random = new Random(7);
        for (int i = 0; i < 200; i++) {
            var bytes = Files.readAllBytes(write("export", records));
            int at = random.nextInt(bytes.length);
            bytes[at] ^= (byte) (1 << random.nextInt(8));
            int record = 1;
            for (int before = 0; before < at; before++) {
                record += bytes[before] == '\n' ? 1 : 0;
            }
            Files.write(folder.resolve("export"), bytes);
            var ended = verified(folder.resolve("export"));
            assertThat(ended.exit()).as("byte %d of record %d", at, record).isEqualTo(1);
            assertThat(ended.err()).as("byte %d", at).contains("the chain is broken at record " + record + ":");
        }
    }

    @Test
    void findsACutTailAndAChainThatWasWrittenAnew() throws Exception {
        var heads = write("heads.jsonl",
                List.of(head(records.subList(0, 6)).line(), "{\"cut\":", head(records).line()));
        var key = folder.resolve("public.key").toString();
        var cut = offline(write("cut", records.subList(0, 9)), "--key", key, "--heads", heads.toString());
        assertThat(cut.err()).contains("broken at record 10: it was there when the head was taken");
        var anew = new ArrayList<String>();
        var previous = AuditChain.NOTHING;
        for (var text : records) {
            var changed = FakeGateway.json(text.replace("caf", "bar")).with("previous",
                    new dev.postern.api.json.JsonString(previous)).canonical();
            anew.add(changed);
            previous = AuditChain.hashOf(changed);
        }
        var file = write("anew", anew);
        assertThat(offline(file, "--key", key, "--heads", heads.toString()).err())
                .contains("broken at record 6: it is not the record that the head was taken of");
        // links alone cannot tell, and say so
        var links = offline(file);
        assertThat(links.exit()).isZero();
        assertThat(links.err()).startsWith("Links only");
    }

    @Test
    void takesNothingButSignaturesOfTheKey() throws Exception {
        var export = write("export", records);
        assertThat(verified(export).err()).startsWith("postern: there is no " + export + ".head");
        var mine = head(records);
        write("export.head", List.of(mine.line().replace("\"at\":\"2026", "\"at\":\"2025")));
        assertThat(verified(export).err()).contains("line 1: the head was not signed by the key that it names");
        var before = keys;
        keys = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        write("export.head", List.of(head(records).line()));
        assertThat(verified(export).err()).contains("the key signed no head of the chain default");
        keys = before;
        var other = new ArrayList<>(records.subList(0, 11));
        other.add("another");
        write("export.head", List.of(mine.line(), head(other).line()));
        assertThat(verified(export).err()).contains("two different records 12 were signed");
        write("export.head", List.of(mine.line()));
        assertThat(verified(export).exit()).isZero();
        assertThat(offline(export, "--key", export.toString()).err()).contains("is no public key");
        assertThat(offline(folder.resolve("nowhere")).err()).contains("cannot read");
    }
}
