// SPDX-License-Identifier: Apache-2.0
package dev.postern.tools.shell.internal;

import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** One configured program, with the arguments that it may be run with and the environment that it gets. */
@Component(service = AllowedProgram.class, configurationPid = AllowedProgram.PID,
        configurationPolicy = ConfigurationPolicy.REQUIRE)
@Designate(ocd = AllowedProgram.Config.class, factory = true)
public final class AllowedProgram {
    static final String PID = "dev.postern.tools.shell.program";
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9._+-]{0,63}");
    private static final Pattern VARIABLE = Pattern.compile("([A-Za-z_][A-Za-z0-9_]{0,127})=([^\\x00]*)",
            Pattern.DOTALL);

    private final String pid;
    private final String tenant;
    private final String program;
    private final String path;
    private final ArgumentRule arguments;
    private final Map<String, String> environment;
    private final Map<String, String> secrets;
    private final boolean network;
    private final Duration timeout;

    /** Settings of a program. */
    @ObjectClassDefinition(name = "Postern shell program",
            description = "A program that shell.run may run, and with which arguments.")
    public @interface Config {
        @AttributeDefinition(description = "Its name, as calls give it.")
        String program();

        @AttributeDefinition(
                description = "Where it lies, from / on; empty: it is looked for on the gateway's own path.")
        String path() default "";

        @AttributeDefinition(
                description = "Patterns of the first arguments, all of which must be given; docs/tools.md says how.")
        String[] arguments() default {};

        @AttributeDefinition(
                description = "Patterns of further arguments, of which each must match one; empty: there are none.")
        String[] rest() default {};

        @AttributeDefinition(description = "All of its environment but the secrets, each NAME=value.")
        String[] environment() default {};

        @AttributeDefinition(description = "Variables that hold a secret, each NAME=the secret's name.")
        String[] secrets() default {};

        @AttributeDefinition(
                description = "Whether it may reach the network, that of this machine, too; without a sandbox it always"
                        + " can.")
        boolean network() default false;

        @AttributeDefinition(description = "Milliseconds that it may run at most, 1 to 3600000", min = "1",
                max = "3600000")
        long timeout_millis() default 60_000;

        @AttributeDefinition(description = "The tenant whose calls may run it")
        String tenant() default "default";
    }

    /**
     * Made by Declarative Services.
     *
     * @throws IllegalArgumentException naming the setting that is wrong, and the rule
     */
    @Activate
    public AllowedProgram(Config config, Map<String, Object> properties) {
        pid = String.valueOf(properties.getOrDefault("service.pid", PID));
        tenant = config.tenant();
        program = String.valueOf(config.program());
        path = config.path();
        if (!NAME.matcher(program).matches()) {
            throw new IllegalArgumentException(
                    "program: a name of letters, digits, _ . + and -; where it lies is path");
        }
        if (!path.isEmpty() && !path.startsWith("/")) {
            throw new IllegalArgumentException("path: begins with /, and this is " + path);
        }
        arguments = ArgumentRule.of(config.arguments(), config.rest());
        environment = variables("environment", config.environment());
        secrets = variables("secrets", config.secrets());
        network = config.network();
        timeout = Duration.ofMillis(config.timeout_millis());
        if (!Collections.disjoint(environment.keySet(), secrets.keySet())) {
            throw new IllegalArgumentException("secrets: a variable stands under environment, too");
        }
    }

    private static Map<String, String> variables(String key, String[] settings) {
        var variables = new LinkedHashMap<String, String>();
        for (var setting : settings) {
            var parts = VARIABLE.matcher(setting);
            if (!parts.matches()) {
                // not the setting itself: somebody may have put a secret there
                throw new IllegalArgumentException(
                        key + ": each is NAME=value with a name of letters, digits and _");
            }
            if (variables.put(parts.group(1), parts.group(2)) != null) {
                throw new IllegalArgumentException(key + ": " + parts.group(1) + " stands twice");
            }
        }
        return Collections.unmodifiableMap(variables);
    }

    /** The configuration that allows it. */
    String pid() {
        return pid;
    }

    boolean isOf(String caller) {
        return tenant.equals(caller);
    }

    String program() {
        return program;
    }

    /** What to start. */
    String target() {
        return path.isEmpty() ? program : path;
    }

    /** Why the arguments are not allowed; empty when they are. */
    Optional<String> refusal(List<String> given) {
        return arguments.refusal(given);
    }

    Map<String, String> environment() {
        return environment;
    }

    /** Names of secrets by the variables that are to hold them. */
    Map<String, String> secrets() {
        return secrets;
    }

    boolean network() {
        return network;
    }

    Duration timeout() {
        return timeout;
    }
}
