// SPDX-License-Identifier: Apache-2.0
package dev.postern.cli.marketplace;

import java.io.ByteArrayInputStream;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.xml.stream.XMLStreamException;

import dev.postern.cli.Failure;
import dev.postern.core.marketplace.CatalogueFile;
import org.apache.felix.utils.repository.StaxParser;
import org.apache.felix.utils.repository.StaxParser.XmlRepository;
import org.apache.felix.utils.resource.CapabilityImpl;
import org.apache.felix.utils.resource.RequirementImpl;
import org.apache.felix.utils.resource.ResourceImpl;
import org.osgi.resource.Capability;
import org.osgi.resource.Resource;

/** The OSGi repository of a marketplace's bundles, in XML (OSGi Compendium 8, 132.5): any resolver for OSGi reads it. */
final class RepositoryIndex {
    /** OSGi Compendium 8, 132.4: where the bytes of a resource are. */
    private static final String CONTENT = "osgi.content";

    private RepositoryIndex() {}

    /**
     * Writes it.
     *
     * @param name of the repository
     * @param increment grows with each change
     * @param bundles in order
     */
    static byte[] write(String name, long increment, List<Bundle> bundles) throws Failure {
        var repository = new XmlRepository();
        repository.name = name;
        repository.increment = increment;
        bundles.forEach(bundle -> repository.resources.add(described(bundle)));
        var text = new StringWriter();
        try {
            StaxParser.write(repository, text);
            var bytes = text.toString().getBytes(StandardCharsets.UTF_8);
            if (StaxParser.parse(new ByteArrayInputStream(bytes)).resources.size() == bundles.size()) {
                return bytes;
            }
        } catch (XMLStreamException unwritable) {
            throw new Failure("internal", "the index cannot be written: " + unwritable.getMessage());
        }
        throw new Failure("internal", "the index has not what was written into it");
    }

    private static Resource described(Bundle bundle) {
        var described = new ResourceImpl();
        for (var capability : bundle.resource().getCapabilities(null)) {
            described.addCapability(capability.getNamespace().equals(CONTENT)
                    ? content(described, bundle.file())
                    : whole(described, capability));
        }
        for (var requirement : bundle.resource().getRequirements(null)) {
            described.addRequirement(new RequirementImpl(described, requirement));
        }
        return described;
    }

    private static Capability content(Resource of, CatalogueFile file) {
        var attributes = new LinkedHashMap<String, Object>();
        attributes.put(CONTENT, file.sha256());
        attributes.put("url", file.path());
        attributes.put("size", file.size());
        attributes.put("mime", "application/vnd.osgi.bundle");
        return new CapabilityImpl(of, CONTENT, Map.of(), attributes);
    }

    /** Felix writes an empty list with a type that the schema does not have; none says the same. */
    private static Capability whole(Resource of, Capability capability) {
        var attributes = new LinkedHashMap<>(capability.getAttributes());
        attributes.values().removeIf(value -> value instanceof Collection<?> list && list.isEmpty());
        return new CapabilityImpl(of, capability.getNamespace(), capability.getDirectives(), attributes);
    }

    /**
     * A bundle.
     *
     * @param file where it lies, below the folder of the index
     * @param resource its requirements and capabilities
     */
    record Bundle(CatalogueFile file, Resource resource) {}
}
