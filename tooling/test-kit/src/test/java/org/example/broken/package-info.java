// SPDX-License-Identifier: Apache-2.0
@PosternPlugin(id = "broken", title = "Broken")
package org.example.broken;

import dev.postern.api.plugin.PosternPlugin;
