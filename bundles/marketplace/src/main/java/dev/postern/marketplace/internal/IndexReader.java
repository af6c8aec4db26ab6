// SPDX-License-Identifier: Apache-2.0
package dev.postern.marketplace.internal;

import java.io.ByteArrayInputStream;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

import dev.postern.marketplace.internal.IndexedResource.Clause;
import org.osgi.framework.InvalidSyntaxException;

/**
 * Reads an index (OSGi Compendium 8, 132.5), by rules that a parser of the world's does not have: no document type, no
 * entities, no more than so many parts, and no referrals, since no digest covers what they lead to.
 */
final class IndexReader {
    static final String NAMESPACE = "http://www.osgi.org/xmlns/repository/v1.0.0";
    private static final int MAX_PARTS = 1_000_000;
    private static final int MAX_FILTER = 4_096;
    private static final int MAX_DEPTH = 4;

    private final XMLStreamReader xml;
    private final Map<String, IndexedResource> resources = new HashMap<>();
    private int parts;

    private IndexReader(XMLStreamReader xml) {
        this.xml = xml;
    }

    /** The bundles, by the SHA-256 of their files. */
    static Map<String, IndexedResource> read(byte[] index) throws Trouble {
        var factory = XMLInputFactory.newDefaultFactory();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        factory.setProperty(XMLInputFactory.IS_REPLACING_ENTITY_REFERENCES, false);
        try {
            var reader = new IndexReader(factory.createXMLStreamReader(new ByteArrayInputStream(index)));
            reader.repository();
            return Map.copyOf(reader.resources);
        } catch (XMLStreamException | InvalidSyntaxException | IllegalArgumentException malformed) {
            throw invalid("cannot be read: " + malformed.getMessage());
        }
    }

    private void repository() throws XMLStreamException, InvalidSyntaxException, Trouble {
        int depth = 0;
        while (xml.hasNext()) {
            switch (xml.next()) {
                case XMLStreamConstants.DTD, XMLStreamConstants.ENTITY_REFERENCE ->
                    throw invalid("has a document type or an entity, and must have none");
                case XMLStreamConstants.START_ELEMENT -> {
                    String name = element();
                    depth++;
                    if (depth == 1 && !name.equals("repository")) {
                        throw invalid("begins with " + name + " where repository must be");
                    } else if (name.equals("referral")) {
                        throw invalid("refers to another index, which nobody signed; put all bundles into one");
                    } else if (depth == 2 && name.equals("resource")) {
                        resource();
                        depth--;
                    } else if (depth > MAX_DEPTH) {
                        throw invalid("is nested deeper than an index is");
                    }
                }
                case XMLStreamConstants.END_ELEMENT -> depth--;
                default -> {
                }
            }
        }
    }

    private void resource() throws XMLStreamException, InvalidSyntaxException, Trouble {
        var resource = new IndexedResource();
        while (xml.nextTag() == XMLStreamConstants.START_ELEMENT) {
            switch (element()) {
                case "capability" -> resource.addCapability(clause());
                case "requirement" -> resource.addRequirement(clause());
                default -> throw invalid("has " + xml.getLocalName() + " in a resource");
            }
        }
        String sha256 = resource.sha256().orElseThrow(() -> invalid("has a resource without osgi.content"));
        if (resources.putIfAbsent(sha256, resource) != null) {
            throw invalid("has the bundle " + sha256 + " twice");
        }
    }

    private Clause clause() throws XMLStreamException, Trouble {
        String namespace = text("namespace");
        Map<String, Object> attributes = new LinkedHashMap<>();
        Map<String, String> directives = new LinkedHashMap<>();
        while (xml.nextTag() == XMLStreamConstants.START_ELEMENT) {
            String kind = element();
            String name = text("name");
            switch (kind) {
                case "attribute" -> attributes.put(name, IndexedValue.of(xml.getAttributeValue(null, "type"),
                        text("value")));
                case "directive" -> directives.put(name, text("value"));
                default -> throw invalid("has " + kind + " in a " + namespace);
            }
            if (xml.nextTag() != XMLStreamConstants.END_ELEMENT) {
                throw invalid("has something within " + kind + " " + name);
            }
        }
        if (directives.getOrDefault("filter", "").length() > MAX_FILTER) {
            throw invalid("has a filter of more than " + MAX_FILTER + " characters");
        }
        return new Clause(namespace, Map.copyOf(attributes), Map.copyOf(directives));
    }

    /** The element that begins here; what is of no other namespace than ours counts. */
    private String element() throws Trouble {
        parts++;
        if (parts > MAX_PARTS) {
            throw invalid("has more than " + MAX_PARTS + " parts");
        }
        if (!NAMESPACE.equals(xml.getNamespaceURI())) {
            throw invalid("is of the XML namespace " + xml.getNamespaceURI() + ", and must be of " + NAMESPACE);
        }
        return xml.getLocalName();
    }

    private String text(String attribute) throws Trouble {
        String value = xml.getAttributeValue(null, attribute);
        if (value == null) {
            throw invalid("has a " + xml.getLocalName() + " without " + attribute);
        }
        return value;
    }

    private static Trouble invalid(String what) {
        return Trouble.invalid("its index " + what);
    }
}
