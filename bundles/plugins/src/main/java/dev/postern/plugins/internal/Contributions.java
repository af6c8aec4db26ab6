// SPDX-License-Identifier: Apache-2.0
package dev.postern.plugins.internal;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.TreeSet;
import java.util.jar.JarFile;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

import dev.postern.api.schema.Description;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a plugin contributes besides tools, read from its components' descriptions without running any of its code. */
final class Contributions {
    private static final Logger LOG = LoggerFactory.getLogger(Contributions.class);
    private static final String API = "dev.postern.api.";
    /** Tools have places of their own in a plan. */
    private static final String TOOLS = API + "tool.";
    private static final String EVENTS = API + "event.";
    private static final String DESCRIBED_TOOL = TOOLS + "DescribedTool";

    private Contributions() {}

    /**
     * What the file's components are for the gateway, by service and name.
     *
     * @return none for what cannot be read: it is told elsewhere why a file is no plugin
     */
    static List<Contribution> of(Path jar) {
        var found = new TreeSet<>(Comparator.comparing(Contribution::service).thenComparing(Contribution::component));
        try (var file = new JarFile(jar.toFile())) {
            String header = file.getManifest() == null
                    ? null
                    : file.getManifest().getMainAttributes().getValue("Service-Component");
            if (header != null) {
                Pattern wanted = names(header);
                for (ZipEntry entry : file.stream().filter(each -> wanted.matcher(each.getName()).matches())
                        .toList()) {
                    read(file, entry, found);
                }
            }
        } catch (IOException unreadable) {
            LOG.debug("{} cannot be read", jar, unreadable);
        }
        return List.copyOf(found);
    }

    /** The header's paths, in whose last part a star stands for anything (OSGi Compendium, 112.4.1). */
    private static Pattern names(String header) {
        return Pattern.compile(Stream.of(header.split(",")).map(clause -> clause.split(";", 2)[0].strip())
                .map(path -> Stream.of(path.split("\\*", -1)).map(Pattern::quote).collect(Collectors.joining("[^/]*")))
                .collect(Collectors.joining("|")));
    }

    private static void read(ZipFile file, ZipEntry entry, TreeSet<Contribution> found) throws IOException {
        XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
        // a description needs neither, and a plugin's file is nobody's word
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        try (InputStream in = file.getInputStream(entry)) {
            XMLStreamReader xml = factory.createXMLStreamReader(in);
            String component = entry.getName();
            while (xml.hasNext()) {
                if (xml.next() == XMLStreamConstants.START_ELEMENT) {
                    if (xml.getLocalName().equals("component") && xml.getAttributeValue(null, "name") != null) {
                        component = xml.getAttributeValue(null, "name");
                    } else if (xml.getLocalName().equals("provide")) {
                        String service = String.valueOf(xml.getAttributeValue(null, "interface"));
                        if (service.startsWith(API) && (!service.startsWith(TOOLS) || service.equals(DESCRIBED_TOOL))) {
                            found.add(new Contribution(service, component));
                        }
                    }
                }
            }
        } catch (XMLStreamException malformed) {
            LOG.debug("{} of {} is no component's description", entry.getName(), file.getName(), malformed);
        }
    }

    /**
     * Something that a component is for the gateway.
     *
     * @param service the interface, such as {@code dev.postern.api.surface.SurfaceAdapter}
     * @param component its name
     */
    public record Contribution(
            @Description("The interface, such as dev.postern.api.surface.SurfaceAdapter.") String service,
            @Description("The component's name.") String component) {
        /** Whether two majors of a plugin may each have it: nobody finds it by a name, or is bound to just one. */
        boolean mayBeTwice() {
            return service.startsWith(TOOLS) || service.startsWith(EVENTS);
        }
    }

    /**
     * What comes and goes.
     *
     * @param gained what is new
     * @param lost what goes
     */
    public record ServiceChanges(List<Contribution> gained, List<Contribution> lost) {
        static ServiceChanges between(List<Contribution> before, List<Contribution> after) {
            return new ServiceChanges(after.stream().filter(each -> !before.contains(each)).toList(),
                    before.stream().filter(each -> !after.contains(each)).toList());
        }
    }
}
