// SPDX-License-Identifier: Apache-2.0
package dev.postern.plugins.internal;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.jar.JarFile;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The PIDs of a bundle's settings, read without running any of it.
 *
 * @param described in its metatype
 * @param asked by components that name them
 * @param implied by components that name none: theirs is the component's name
 */
record Pids(Set<String> described, Set<String> asked, Set<String> implied) {
    private static final Logger LOG = LoggerFactory.getLogger(Pids.class);
    private static final String METATYPE = "OSGI-INF/metatype/";
    private static final String XML = ".xml";
    private static final String COMPONENTS = "Service-Component";

    private Pids() {
        this(new TreeSet<>(), new TreeSet<>(), new TreeSet<>());
    }

    /** In a plugin's file. */
    static Pids of(Path jar) throws IOException {
        var pids = new Pids();
        try (var file = new JarFile(jar.toFile())) {
            String header = file.getManifest() == null
                    ? null
                    : file.getManifest().getMainAttributes().getValue(COMPONENTS);
            Predicate<String> component = components(header);
            for (ZipEntry entry : file.stream().toList()) {
                String name = entry.getName();
                boolean metatype = name.startsWith(METATYPE) && name.endsWith(XML);
                if (metatype || component.test(name)) {
                    try (InputStream in = file.getInputStream(entry)) {
                        pids.read(in, name);
                    }
                }
            }
        }
        return pids;
    }

    /**
     * In a bundle that is there.
     *
     * @param components whether those that components are configured by are wanted, too
     */
    static Pids of(Bundle bundle, boolean components) {
        var pids = new Pids();
        try {
            pids.readAll(bundle, METATYPE, name -> name.endsWith(XML));
            String header = bundle.getHeaders("").get(COMPONENTS);
            if (components && header != null) {
                Predicate<String> component = components(header);
                for (String folder : Arrays.stream(header.split(",")).map(Pids::folder).distinct().toList()) {
                    pids.readAll(bundle, folder, component);
                }
            }
        } catch (IllegalStateException gone) {
            LOG.debug("{} went while its settings were read", bundle, gone);
        }
        return pids;
    }

    /** All that are said to be its. */
    Set<String> named() {
        return Stream.concat(described.stream(), asked.stream()).collect(Collectors.toCollection(TreeSet::new));
    }

    /** All. */
    Set<String> all() {
        var all = named();
        all.addAll(implied);
        return all;
    }

    /** The header's paths, in whose last part a star stands for anything (OSGi Compendium, 112.4.1). */
    private static Predicate<String> components(@Nullable String header) {
        if (header == null) {
            return name -> false;
        }
        return Pattern.compile(Stream.of(header.split(",")).map(clause -> clause.split(";", 2)[0].strip())
                .map(path -> Stream.of(path.split("\\*", -1)).map(Pattern::quote).collect(Collectors.joining("[^/]*")))
                .collect(Collectors.joining("|"))).asMatchPredicate();
    }

    private static String folder(String clause) {
        String path = clause.split(";", 2)[0].strip();
        return path.substring(0, path.lastIndexOf('/') + 1);
    }

    private void readAll(Bundle bundle, String folder, Predicate<String> wanted) {
        var paths = bundle.getEntryPaths(folder.isEmpty() ? "/" : folder);
        for (String path : paths == null ? Set.<String>of() : Set.copyOf(Collections.list(paths))) {
            if (wanted.test(path)) {
                try (InputStream in = bundle.getEntry(path).openStream()) {
                    read(in, path);
                } catch (IOException unreadable) {
                    LOG.debug("{} of {} cannot be read", path, bundle, unreadable);
                }
            }
        }
    }

    private void read(InputStream in, String name) {
        XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
        // a description needs neither, and a plugin's file is nobody's word
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        try {
            XMLStreamReader xml = factory.createXMLStreamReader(in);
            var component = new Component();
            while (xml.hasNext()) {
                int event = xml.next();
                if (event == XMLStreamConstants.START_ELEMENT) {
                    start(xml, component);
                } else if (event == XMLStreamConstants.END_ELEMENT && xml.getLocalName().equals("component")) {
                    component.add(this);
                    component = new Component();
                }
            }
        } catch (XMLStreamException malformed) {
            LOG.debug("{} describes nothing", name, malformed);
        }
    }

    private void start(XMLStreamReader xml, Component component) {
        switch (xml.getLocalName()) {
            case "Designate" -> Stream.of("pid", "factoryPid").map(each -> xml.getAttributeValue(null, each))
                    .filter(pid -> pid != null && !pid.isEmpty()).forEach(described::add);
            case "component" -> {
                component.name = xml.getAttributeValue(null, "name");
                component.pids = xml.getAttributeValue(null, "configuration-pid");
                component.configured = !"ignore".equals(xml.getAttributeValue(null, "configuration-policy"));
            }
            case "implementation" -> component.type = xml.getAttributeValue(null, "class");
            default -> {
                // nothing about settings
            }
        }
    }

    /** One that is being read. */
    private static final class Component {
        private @Nullable String name;
        private @Nullable String pids;
        private @Nullable String type;
        private boolean configured = true;

        void add(Pids to) {
            String own = name == null ? type : name;
            if (configured) {
                for (String pid : pids == null ? new String[]{"$"} : pids.strip().split("\\s+")) {
                    if (!pid.equals("$")) {
                        to.asked.add(pid);
                    } else if (own != null) {
                        to.implied.add(own);
                    }
                }
            }
        }
    }
}
