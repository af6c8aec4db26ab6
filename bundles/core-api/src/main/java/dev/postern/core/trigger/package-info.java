// SPDX-License-Identifier: Apache-2.0
/** What is kept of triggers: which due times are settled, and how. */
@Export
@Version("0.1.0")
@NullMarked
package dev.postern.core.trigger;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
