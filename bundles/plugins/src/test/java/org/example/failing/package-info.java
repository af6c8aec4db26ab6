@PosternPlugin(id = "failing", title = "Example failing")
package org.example.failing;

import dev.postern.api.plugin.PosternPlugin;
