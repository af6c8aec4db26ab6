/** How a message travels: the six stages, each a service of its own that can be exchanged while the gateway runs. */
@Export
@Version("0.1.0")
@NullMarked
package dev.postern.core.pipeline;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
