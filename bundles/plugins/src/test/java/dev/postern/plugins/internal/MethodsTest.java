// SPDX-License-Identifier: Apache-2.0
package dev.postern.plugins.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

import dev.postern.api.json.JsonObject;
import dev.postern.core.wire.ErrorCode;
import dev.postern.core.wire.WireException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MethodsTest {
    @TempDir
    Path folder;
    private PluginFiles files;
    private Path imports;
    private RunningFramework framework;

    @BeforeEach
    void startFramework() throws Exception {
        files = new PluginFiles(folder);
        imports = folder.resolve("home/import");
        Files.createDirectories(imports.resolve("sub"));
        framework = new RunningFramework(folder.resolve("home"), new FakeStore(), PluginManagerTest.SETTINGS);
    }

    @AfterEach
    void stopFramework() throws Exception {
        framework.close();
    }

    @Test
    void installsByPathListsUpdatesByBlobAndUninstalls() throws Exception {
        Files.move(files.build("hello", "1.0.0"), imports.resolve("sub/hello.jar"));
        framework.blobs.files.put("default/b_1", files.build("hello2", "1.1.0"));

        JsonObject installed = call("plugins.install", "{'source':{'path':'sub/hello.jar'}}");
        assertThat(installed.text("plugin")).contains("hello");
        assertThat(installed.text("version")).contains("1.0.0");
        assertThat(installed.object("plan").orElseThrow().object("tools").orElseThrow().toString())
                .isEqualTo("{\"gained\":[\"hello.greet@1.0.0\"],\"changed\":[],\"lost\":[]}");

        JsonObject updated = call("plugins.update", "{'source':{'blob':'b_1'}}");
        assertThat(updated.text("version")).contains("1.1.0");

        var listed = (JsonObject) call("plugins.list", "{'limit':100}").array("plugins").orElseThrow().values()
                .getFirst();
        assertThat(listed.text("id")).contains("hello");
        assertThat(listed.text("state")).contains("active");
        assertThat(listed.text("source")).contains("blob");
        assertThat(listed.bool("shipped")).contains(false);

        assertThat(call("plugins.uninstall", "{'plugin':'hello'}").text("version")).contains("1.1.0");
        assertThat(call("plugins.list", "{'limit':100}").array("plugins").orElseThrow().values()).isEmpty();
    }

    @Test
    void tellsWhatWouldBeDoneAndDoesNothing() throws Exception {
        Files.move(files.build("hello", "1.0.0"), imports.resolve("hello.jar"));
        Files.move(files.build("hello2", "1.1.0"), imports.resolve("next.jar"));
        Files.move(files.build("hello3", "1.0.1"), imports.resolve("broken.jar"));
        var first = call("plugins.plan", "{'source':{'path':'hello.jar'}}");
        assertThat(first.text("installed")).isEmpty();
        assertThat(first.object("refused")).isEmpty();
        assertThat(call("plugins.list", "{'limit':100}").array("plugins").orElseThrow().values()).isEmpty();

        call("plugins.install", "{'source':{'path':'hello.jar'}}");
        int records = framework.store.records.size();
        var next = call("plugins.plan", "{'source':{'path':'next.jar'}}");
        assertThat(next.text("installed")).contains("1.0.0");
        assertThat(next.object("plan").orElseThrow().toString())
                .contains("\"gained\":[\"hello.count@1.0.0\"]", "\"changed\":[\"hello.greet@1.1.0\"]",
                        "{\"tool\":\"hello.greet@1.1.0\",\"needs\":\"patch\",\"pointer\":\"/description\"");
        var broken = call("plugins.plan", "{'source':{'path':'broken.jar'}}");
        assertThat(broken.object("refused").orElseThrow().text("code")).contains("contract_broken");
        assertThat(broken.object("refused").orElseThrow().text("reason").orElseThrow()).contains("call it 2.0.0");
        assertThat(broken.object("plan").orElseThrow().array("contract").orElseThrow().toString())
                .contains("\"needs\":\"major\"");

        assertThat(framework.registry.labels()).containsExactly("hello.greet@1.0.0");
        assertThat(framework.store.records).hasSize(records);
        Files.writeString(imports.resolve("text.jar"), "no jar");
        assertFails(ErrorCode.INVALID_PARAMS, "plugins.plan", "{'source':{'path':'text.jar'}}");
    }

    @Test
    void refusesPathsThatLeaveTheImportFolder() throws Exception {
        Path outside = files.build("hello", "1.0.0");
        Files.createSymbolicLink(imports.resolve("link.jar"), outside);
        Files.createSymbolicLink(imports.resolve("folder"), outside.getParent());
        for (String path : new String[]{outside.toString(), "../../" + outside.getFileName(), "link.jar",
            "folder/" + outside.getFileName(), "sub", "."}) {
            assertFails(ErrorCode.FORBIDDEN, "plugins.install", "{'source':{'path':'" + path + "'}}");
        }
        assertFails(ErrorCode.NOT_FOUND, "plugins.install", "{'source':{'path':'nothing.jar'}}");
    }

    @Test
    void answersTypedErrors() throws Exception {
        Files.move(files.build("hello", "1.0.0"), imports.resolve("hello.jar"));
        assertFails(ErrorCode.NOT_FOUND, "plugins.update", "{'source':{'path':'hello.jar'}}");
        assertFails(ErrorCode.NOT_FOUND, "plugins.uninstall", "{'plugin':'hello'}");
        assertFails(ErrorCode.NOT_FOUND, "plugins.install", "{'source':{'blob':'b_2'}}");
        assertFails(ErrorCode.UNAVAILABLE, "plugins.install", "{'source':{'name':'hello'}}");
        assertFails(ErrorCode.INVALID_PARAMS, "plugins.install", "{'source':{}}");
        assertFails(ErrorCode.INVALID_PARAMS, "plugins.install", "{'source':{'blob':'b_1','path':'x'}}");
        call("plugins.install", "{'source':{'path':'hello.jar'}}");
        Files.move(files.build("thief", "1.0.0"), imports.resolve("thief.jar"));
        assertFails(ErrorCode.CONFLICT, "plugins.install", "{'source':{'path':'thief.jar'}}");
    }

    private void assertFails(ErrorCode code, String method, String params) {
        var error = catchThrowableOfType(WireException.class, () -> call(method, params));
        assertThat(error).as(params).isNotNull();
        assertThat(error.code()).as(params + error.getMessage()).isEqualTo(code);
    }

    private JsonObject call(String method, String params) throws Exception {
        return framework.call(method, (JsonObject) framework.json.parse(params.replace('\'', '"')), Optional.empty());
    }
}
