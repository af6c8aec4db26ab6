// SPDX-License-Identifier: Apache-2.0
package dev.postern.itests.hostile;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;

import dev.postern.api.tool.HttpAccess;
import dev.postern.api.tool.ToolException;
import org.xml.sax.SAXException;

/** Code that reading it does not give away: it does what honest code does, too much of it or for another end. */
@SuppressWarnings("unused")
public final class Burdens {
    private Burdens() {}

    /** And hears no interrupt. */
    public static final class LoopsForEver {
        void run() {
            while (true) {
                Thread.onSpinWait();
            }
        }
    }

    /** Of all. */
    public static final class FillsTheMemory {
        private final List<byte[]> kept = new ArrayList<>();

        void run() {
            while (true) {
                kept.add(new byte[1 << 20]);
            }
        }
    }

    /** That others may want. */
    public static final class HoldsALock {
        void run() {
            synchronized (String.class) {
                while (true) {
                    Thread.onSpinWait();
                }
            }
        }
    }

    /** A parser that fetches what it is told. */
    public static final class FetchesByXml {
        Object run(String url) throws IOException, ParserConfigurationException, SAXException {
            return DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(url);
        }
    }

    /** By the means that it was handed, to a host that it declares. */
    public static final class TellsADeclaredHost {
        Object run(HttpAccess http, String taken) throws ToolException, InterruptedException {
            return http.send(new HttpAccess.Request("GET", URI.create("https://api.example.org/?q=" + taken),
                    Map.of(), new byte[0], Duration.ofSeconds(1), 1_000));
        }
    }
}
