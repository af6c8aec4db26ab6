// SPDX-License-Identifier: Apache-2.0
/** Triggers: what makes the gateway act without anybody speaking to it, or on what somebody says. */
@Export
@Version("1.0.0")
@NullMarked
package dev.postern.api.trigger;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
