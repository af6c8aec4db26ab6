// SPDX-License-Identifier: Apache-2.0
/** Language models, as the gateway's own parts know them. */
@Export
@Version("0.1.0")
@NullMarked
package dev.postern.core.model;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
