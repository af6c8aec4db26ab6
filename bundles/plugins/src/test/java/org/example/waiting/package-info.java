@PosternPlugin(id = "waiting", title = "Example waiting")
package org.example.waiting;

import dev.postern.api.plugin.PosternPlugin;
