/** The contract between whoever wants a tool called, the runner, and policy. */
@Export
@Version("0.1.0")
@NullMarked
package dev.postern.core.tool;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
