// SPDX-License-Identifier: Apache-2.0
package dev.postern.itests;

import java.nio.file.Path;
import java.util.List;

import dev.postern.api.json.JsonString;
import dev.postern.itests.harness.Browser;
import dev.postern.itests.harness.Messages;
import dev.postern.itests.harness.WireClient;

/** What a person does on an operator's page: presses what is called so, and writes. */
record UiPage(Browser browser) {
    /** Of a plot, in the documentation's picture. */
    private static final int POINTS = 12;

    /** Writes into a field, in place of what it holds. */
    void type(String field, String text) throws Exception {
        var found = "document.querySelector('" + field + "')";
        browser.await("there is " + field, found);
        browser.run(found + ".focus(); " + found + ".select(); ''");
        browser.type(text);
    }

    /** Presses the button of that text once it can be pressed. */
    void press(String text) throws Exception {
        browser.await(text + " can be pressed", button(text) + " && !" + button(text) + ".disabled");
        browser.run(button(text) + ".click(); ''");
    }

    /** Chooses a plugin's file and installs it. */
    void install(Path file) throws Exception {
        browser.choose(".install [type=file]", List.of(file));
        var install = "document.querySelector('.install button.main')";
        browser.await("the file was looked at", install + " && !" + install + ".disabled && document"
                + ".querySelector('.install').innerText.includes(" + quoted(file.getFileName().toString()) + ")");
        browser.run(install + ".click(); ''");
    }

    /** Has things happen until the plots show something. */
    void plot(WireClient client) throws Exception {
        var points = "document.querySelector('[aria-labelledby=plot-Turns] path').getAttribute('d').split('L').length";
        for (int i = 0; Integer.parseInt(browser.run("String(" + points + ")")) < POINTS; i++) {
            client.say(Messages.in("measured " + i % 7, "/time.now"));
        }
    }

    /** The expression for the button of that text. */
    static String button(String text) {
        return "[...document.querySelectorAll('main button')].find(each => each.innerText === " + quoted(text) + ")";
    }

    /** A text as JavaScript writes it. */
    static String quoted(String text) {
        return new JsonString(text).toString();
    }
}
