// SPDX-License-Identifier: Apache-2.0
package dev.postern.itests;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Path;

import dev.postern.itests.harness.Browser;
import dev.postern.itests.harness.Gateway;
import dev.postern.itests.harness.ModelServer;
import dev.postern.itests.harness.WireClient;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** What tests of the pages sit on: one gateway, one program, and for each test a page that an operator has signed in. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class UiSitting {
    Path home;
    ModelServer model;
    Gateway gateway;
    Browser program;
    Browser browser;
    WireClient client;

    /** What is configured besides the model. */
    Gateway.Builder configured(Gateway.Builder builder) throws Exception {
        return builder;
    }

    /** The gateway once more, on its home. */
    final Gateway.Builder builder() throws Exception {
        return configured(model.configure(Gateway.builder(home)));
    }

    @BeforeAll
    void start(@TempDir Path folder) throws Exception {
        assumeTrue(Browser.program().isPresent(), "there is no Chromium here");
        home = folder;
        model = new ModelServer();
        gateway = builder().start();
        program = Browser.start();
    }

    @AfterAll
    void stop() throws Exception {
        if (program != null) {
            program.close();
        }
        if (gateway != null) {
            gateway.close();
        }
        if (model != null) {
            model.close();
        }
    }

    @BeforeEach
    void signIn() throws Exception {
        model.reset();
        client = gateway.connect();
        browser = program.another();
        Ui.enter(browser, gateway, gateway.token());
    }

    @AfterEach
    void leave() throws Exception {
        if (browser != null) {
            browser.close();
            client.close();
        }
    }
}
