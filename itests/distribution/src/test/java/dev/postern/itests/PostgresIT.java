// SPDX-License-Identifier: Apache-2.0
package dev.postern.itests;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;

import dev.postern.api.json.JsonObject;
import dev.postern.itests.harness.Gateway;
import dev.postern.itests.postgres.PostgresServer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The gateway on a PostgreSQL server; skipped, and shown as such, where none is installed. */
class PostgresIT {
    private static final PostgresServer SERVER = new PostgresServer();

    @BeforeAll
    static void start() throws Exception {
        SERVER.start();
    }

    @AfterAll
    static void stop() {
        SERVER.close();
    }

    @Test
    void keepsEverythingThere(@TempDir Path folder) throws Exception {
        var store = JsonObject.builder().put("url", SERVER.url(SERVER.newDatabase()).replaceFirst("\\?.*", ""))
                .put("user", "postern").put(".password", "$[secret:database]").build().toString();
        var home = folder.resolve("home");
        JsonObject turn;
        try (var gateway = Gateway.builder(home).neverStarted().secret("database", "not asked for")
                .configure("dev.postern.store", store).start();
                var client = gateway.connect()) {
            turn = client.say("/time.now");
            gateway.kill();
        }
        try (var gateway = Gateway.start(home);
                var client = gateway.connect()) {
            var id = turn.text("id").orElseThrow();
            assertThat(client.awaitTurn(id, "finished")).isEqualTo(turn);
            assertThat(home.resolve("data/derby")).doesNotExist();
            // a second gateway finds the database taken, and says so
            try (var second = Gateway.builder(folder.resolve("second")).secret("database", "not asked for")
                    .configure("dev.postern.store", store).launch()) {
                dev.postern.itests.harness.Await.until("it says why it is not ready",
                        () -> second.log().contains("another gateway writes this database"));
            }
            client.say("/time.now");
        }
    }
}
