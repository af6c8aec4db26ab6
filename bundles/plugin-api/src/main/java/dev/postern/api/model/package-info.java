// SPDX-License-Identifier: Apache-2.0
/** Language models: one exchange at a time, whatever wire it goes over. */
@Export
@Version("1.1.0")
@NullMarked
package dev.postern.api.model;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
