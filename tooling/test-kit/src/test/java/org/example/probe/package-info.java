// SPDX-License-Identifier: Apache-2.0
@PosternPlugin(
        id = "probe",
        title = "Probe",
        hosts = "api.example.org",
        files = "notes:write",
        secrets = "probe-key")
package org.example.probe;

import dev.postern.api.plugin.PosternPlugin;
