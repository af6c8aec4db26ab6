// SPDX-License-Identifier: Apache-2.0
/** A planner that asks models. */
@NullMarked
@PosternPlugin(id = "planner-models", title = "Model planner")
package dev.postern.planner.models.internal;

import dev.postern.api.plugin.PosternPlugin;
import org.jspecify.annotations.NullMarked;
