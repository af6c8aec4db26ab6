// SPDX-License-Identifier: Apache-2.0
package dev.postern.store.internal;

import dev.postern.itests.postgres.PostgresServer;

/** A PostgreSQL server started for the test; skipped, and shown as such, where none is installed. */
final class PostgresUpkeepTest extends UpkeepContract {
    private static final PostgresServer SERVER = new PostgresServer();

    private String database = "";

    @org.junit.jupiter.api.BeforeAll
    static void start() throws Exception {
        SERVER.start();
    }

    @org.junit.jupiter.api.AfterAll
    static void stop() {
        SERVER.close();
    }

    @Override
    Database database() throws Exception {
        if (database.isEmpty()) {
            database = SERVER.newDatabase();
        }
        return Databases.postgres(SERVER.url(database));
    }
}
