// SPDX-License-Identifier: Apache-2.0
package dev.postern.config.internal;

import java.io.IOException;
import java.io.InputStream;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Enumeration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;

import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.SAXException;

/**
 * Reads the metatype of installed bundles from their {@code OSGI-INF/metatype/*.xml}: the Metatype Service tells neither
 * lowest nor highest values, and nothing of bundles that are not started.
 */
final class Metatypes {
    private static final Logger LOG = LoggerFactory.getLogger(Metatypes.class);

    private final Map<String, Description> byPid = new HashMap<>();

    Metatypes(Bundle... bundles) {
        for (var bundle : bundles) {
            try {
                read(bundle);
            } catch (IllegalStateException gone) {
                LOG.debug("{} went while its settings were read", bundle, gone);
            }
        }
    }

    private void read(Bundle bundle) {
        Enumeration<String> paths = bundle.getEntryPaths("OSGI-INF/metatype");
        for (var path : paths == null ? List.<String>of() : Collections.list(paths)) {
            if (path.endsWith(".xml")) {
                read(bundle, path);
            }
        }
    }

    Optional<Description> of(String pid) {
        return Optional.ofNullable(byPid.get(pid));
    }

    private void read(Bundle bundle, String path) {
        try (InputStream in = bundle.getEntry(path).openStream()) {
            var factory = DocumentBuilderFactory.newDefaultInstance();
            factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
            factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
            add(factory.newDocumentBuilder().parse(in).getDocumentElement());
        } catch (IOException | SAXException | ParserConfigurationException | NumberFormatException e) {
            LOG.warn("{} of {} describes nothing: {}", path, bundle.getSymbolicName(), e.getMessage());
        }
    }

    private void add(Element metadata) {
        var classes = new HashMap<String, Map<String, Attribute>>();
        var mustGive = new HashMap<String, List<String>>();
        for (var ocd : elements(metadata.getElementsByTagName("OCD"))) {
            var attributes = new LinkedHashMap<String, Attribute>();
            var without = new ArrayList<String>();
            for (var ad : elements(ocd.getElementsByTagName("AD"))) {
                var attribute = attribute(ad);
                attributes.put(attribute.id(), attribute);
                if (attribute.required() && !ad.hasAttribute("default")) {
                    without.add(attribute.id());
                }
            }
            classes.put(ocd.getAttribute("id"), attributes);
            mustGive.put(ocd.getAttribute("id"), without);
        }
        for (var designate : elements(metadata.getElementsByTagName("Designate"))) {
            boolean factory = designate.hasAttribute("factoryPid");
            for (var object : elements(designate.getElementsByTagName("Object"))) {
                var attributes = classes.get(object.getAttribute("ocdref"));
                if (attributes != null) {
                    byPid.put(designate.getAttribute(factory ? "factoryPid" : "pid"), new Description(attributes,
                            mustGive.getOrDefault(object.getAttribute("ocdref"), List.of()), factory));
                }
            }
        }
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
