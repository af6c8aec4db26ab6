// SPDX-License-Identifier: Apache-2.0
package dev.postern.plugins.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Optional;

import dev.postern.api.json.JsonObject;
import dev.postern.core.plugin.PluginException;
import dev.postern.core.store.RecordType;
import dev.postern.plugins.internal.trust.Keys;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who signed a plugin, from the file to the record. */
class SignedPluginTest {
    @TempDir
    Path folder;
    private Keys keys;
    private PluginFiles files;
    private RunningFramework framework;

    @BeforeEach
    void start() throws Exception {
        files = new PluginFiles(folder);
        keys = new Keys(folder).with("acme", "Ed25519").with("other", "Ed25519");
        framework = pinning("acme");
    }

    private RunningFramework pinning(String... names) throws Exception {
        var publishers = new String[names.length];
        for (int i = 0; i < names.length; i++) {
            publishers[i] = names[i] + "=" + keys.digest(names[i]);
        }
        var settings = new HashMap<>(PluginManagerTest.SETTINGS);
        settings.put("publishers", publishers);
        return new RunningFramework(folder.resolve("home"), new FakeStore(), settings);
    }

    @AfterEach
    void stop() throws Exception {
        framework.close();
    }

    @Test
    void namesTheSignerInThePlanTheListAndTheRecords() throws Exception {
        var applied = framework.manager().install(keys.sign(files.build("hello", "1.0.0"), "acme"), "blob", "tester");
        assertThat(framework.registry.labels()).containsExactly("hello.greet@1.0.0");
        var signature = applied.plan().trust().orElseThrow().signature();
        assertThat(signature.publisher()).contains("acme");
        assertThat(listed().text("signer")).contains("acme");
        for (var record : framework.store.records) {
            assertThat(record.entry().meta().text("signer")).as(record.entry().type().topic()).contains("acme");
            assertThat(record.entry().meta().text("key")).contains(keys.digest("acme"));
        }

        // also after a restart without the publisher, who gets no update in then
        framework.close();
        framework = pinning();
        assertThat(framework.awaitTools("hello.greet@1.0.0")).isTrue();
        assertThat(listed().text("signer")).contains("acme");
        assertRefused("unknown_signer", keys.sign(files.build("hello2", "1.1.0"), "acme"));
    }

    @Test
    void recordsWhyAFileWasRefusedAndKeepsWhatServes() throws Exception {
        framework.close();
        framework = pinning("acme", "other");
        framework.manager().install(keys.sign(files.build("hello", "1.0.0"), "acme"), "blob", "tester");
        assertRefused("unsigned", files.build("hello2", "1.1.0"));
        assertRefused("wrong_publisher", keys.sign(files.build("hello2", "1.1.0"), "other"));
        Path cut = keys.sign(files.build("hello2", "1.1.0"), "acme");
        try (var zip = java.nio.file.FileSystems.newFileSystem(cut)) {
            Files.delete(zip.getPath("org/example/hello2/Count.class"));
        }
        assertRefused("tampered", cut);
        assertThat(framework.registry.labels()).containsExactly("hello.greet@1.0.0");
        framework.manager().install(keys.sign(files.build("hello2", "1.1.0"), "acme"), "blob", "tester");
        assertThat(framework.registry.labels()).containsExactly("hello.count@1.0.0", "hello.greet@1.1.0");
    }

    @Test
    void recordsTheWarningThatNobodySignedOnce() throws Exception {
        framework.manager().install(files.build("hello", "1.0.0"), "deploy", "tester");
        assertThat(warnings()).contains("not signed");
        framework.manager().install(files.build("hello2", "1.1.0"), "deploy", "tester");
        assertThat(warnings()).isEqualTo("[]");
        assertThat(listed().text("signer")).isEmpty();
    }

    /** Of the last request that was recorded. */
    private String warnings() {
        return framework.store.records.stream().filter(it -> it.entry().type() == RecordType.PLUGIN_REQUESTED)
                .reduce((first, last) -> last).orElseThrow().entry().payload().object("trust").orElseThrow()
                .array("warnings").orElseThrow().toString();
    }

    private JsonObject listed() throws Exception {
        return (JsonObject) framework.call("plugins.list", (JsonObject) framework.json.parse("{\"limit\":10}"),
                Optional.empty()).array("plugins").orElseThrow().values().getFirst();
    }

    private void assertRefused(String code, Path file) {
        var refused = catchThrowableOfType(PluginException.class,
                () -> framework.manager().install(file, "path", "tester"));
        assertThat(refused).as(code).isNotNull();
        assertThat(refused.code()).as(refused.getMessage()).isEqualTo(code);
        var last = framework.store.records.getLast().entry();
        assertThat(last.type()).isEqualTo(RecordType.PLUGIN_FAILED);
        assertThat(last.meta().text("code")).contains(code);
    }
}
