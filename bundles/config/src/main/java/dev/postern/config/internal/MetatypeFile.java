// SPDX-License-Identifier: Apache-2.0
package dev.postern.config.internal;

import java.io.IOException;
import java.io.InputStream;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;

import org.jspecify.annotations.Nullable;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.SAXException;

/**
 * What a file of a metatype says (OSGi Compendium 8, chapter 105). Public so that an author's tests read theirs as the
 * gateway will.
 */
public final class MetatypeFile {
    private MetatypeFile() {}

    /**
     * Settings that a bundle describes.
     *
     * @param pid the PID, or the factory PID
     * @param factory whether there may be several
     * @param settings in the file's order
     */
    public record Settings(String pid, boolean factory, List<Setting> settings) {
        Description description() {
            var attributes = new HashMap<String, Attribute>();
            settings.forEach(setting -> attributes.put(setting.id(), setting.attribute()));
            return new Description(attributes, settings.stream().filter(Setting::mustBeGiven).map(Setting::id).toList(),
                    factory);
        }
    }

    /**
     * Reads it.
     *
     * @throws IOException when it is no such file; the message says why
     */
    public static List<Settings> read(InputStream in) throws IOException {
        try {
            var factory = DocumentBuilderFactory.newDefaultInstance();
            factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
            factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
            return settings(factory.newDocumentBuilder().parse(in).getDocumentElement());
        } catch (SAXException | ParserConfigurationException | NumberFormatException e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    private static List<Settings> settings(Element metadata) {
        var classes = new HashMap<String, List<Setting>>();
        for (var ocd : elements(metadata.getElementsByTagName("OCD"))) {
            classes.put(ocd.getAttribute("id"),
                    elements(ocd.getElementsByTagName("AD")).stream().map(MetatypeFile::setting).toList());
        }
        var found = new ArrayList<Settings>();
        for (var designate : elements(metadata.getElementsByTagName("Designate"))) {
            boolean factory = designate.hasAttribute("factoryPid");
            for (var object : elements(designate.getElementsByTagName("Object"))) {
                var settings = classes.get(object.getAttribute("ocdref"));
                if (settings != null) {
                    found.add(new Settings(designate.getAttribute(factory ? "factoryPid" : "pid"), factory, settings));
                }
            }
        }
        return List.copyOf(found);
    }

    private static Setting setting(Element ad) {
        return new Setting(attribute(ad), ad.getAttribute("description"),
                ad.hasAttribute("default") ? Optional.of(ad.getAttribute("default")) : Optional.empty());
    }

    private static Attribute attribute(Element ad) {
        var options = elements(ad.getElementsByTagName("Option")).stream()
                .map(option -> option.getAttribute("value")).toList();
        var cardinality = ad.getAttribute("cardinality");
        return new Attribute(ad.getAttribute("id"), ad.getAttribute("type"),
                !cardinality.isEmpty() && Integer.parseInt(cardinality) != 0,
                !ad.getAttribute("required").equals("false"), number(ad.getAttribute("min")),
                number(ad.getAttribute("max")), options);
    }

    private static @Nullable BigDecimal number(String text) {
        return text.isEmpty() ? null : new BigDecimal(text);
    }

    private static List<Element> elements(NodeList nodes) {
        var elements = new ArrayList<Element>();
        for (int i = 0; i < nodes.getLength(); i++) {
            if (nodes.item(i) instanceof Element element) {
                elements.add(element);
            }
        }
        return elements;
    }
}
