// SPDX-License-Identifier: Apache-2.0
package dev.postern.testkit;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;

/**
 * What a component declares, as its build wrote it down: annotations of components are not there at run time.
 *
 * @param properties texts by name
 */
record ComponentFile(Map<String, String> properties) {

    /** The description of the component that a class is. */
    static ComponentFile of(Class<?> type) {
        var place = PluginBuild.location(type);
        try {
            if (Files.isDirectory(place)) {
                return in(place, type);
            }
            try (var jar = FileSystems.newFileSystem(place)) {
                return in(jar.getPath("/"), type);
            }
        } catch (IOException | XMLStreamException unreadable) {
            throw new AssertionError("the components in " + place + " cannot be read: " + unreadable.getMessage(),
                    unreadable);
        }
    }

    private static ComponentFile in(Path root, Class<?> type) throws IOException, XMLStreamException {
        var folder = root.resolve("OSGI-INF");
        if (Files.isDirectory(folder)) {
            try (var files = Files.list(folder)) {
                for (var file : files.filter(each -> each.toString().endsWith(".xml")).sorted().toList()) {
                    var found = read(file, type.getName());
                    if (found.isPresent()) {
                        return found.get();
                    }
                }
            }
        }
        throw new AssertionError(type.getName() + " is no component of " + root + ": it needs @Component, and"
                + " bnd-maven-plugin writes down what it declares, so build with Maven before you test elsewhere");
    }

    private static Optional<ComponentFile> read(Path file, String type) throws IOException, XMLStreamException {
        var properties = new HashMap<String, String>();
        boolean is = false;
        try (var in = Files.newInputStream(file)) {
            var xml = XMLInputFactory.newDefaultFactory().createXMLStreamReader(in);
            while (xml.hasNext()) {
                if (xml.next() == XMLStreamConstants.START_ELEMENT) {
                    switch (xml.getLocalName()) {
                        case "property" -> {
                            String name = xml.getAttributeValue(null, "name");
                            String value = xml.getAttributeValue(null, "value");
                            properties.put(name, value == null ? xml.getElementText() : value);
                        }
                        case "implementation" -> is = type.equals(xml.getAttributeValue(null, "class"));
                        default -> {
                            // nothing that it declares
                        }
                    }
                }
            }
        }
        return is ? Optional.of(new ComponentFile(properties)) : Optional.empty();
    }
}
