@PosternPlugin(id = "hanging", title = "Example hanging")
package org.example.hanging;

import dev.postern.api.plugin.PosternPlugin;
