/** Who acts: principals, their scopes, and the tokens that prove them. */
@Export
@Version("0.1.0")
@NullMarked
package dev.postern.core.identity;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
