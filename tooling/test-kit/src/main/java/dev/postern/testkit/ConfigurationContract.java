// SPDX-License-Identifier: Apache-2.0
package dev.postern.testkit;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.regex.Pattern;

import dev.postern.config.internal.MetatypeFile.Settings;
import dev.postern.config.internal.Setting;
import org.junit.jupiter.api.Test;

/**
 * What holds for the settings of every plugin, by the gateway's own reading of its metatype: what an administrator writes
 * into {@code conf/<pid>.json} is held against it. Extend it and give it a class whose component has settings, or any other
 * of the plugin.
 */
public abstract class ConfigurationContract {
    /** What stands for a secret in the last word of a key, by any usual spelling. */
    private static final Pattern SECRET = Pattern.compile("(?:^|.*[a-z0-9._-])(?:password|passphrase|secret|token|"
            + "credentials?|(?:api|access|private|secret|signing)[._-]?key)", Pattern.CASE_INSENSITIVE);

    /** A class of the plugin. */
    protected abstract Class<?> plugin();

    private PluginBuild build() {
        return PluginBuild.of(plugin());
    }

    /** It has some; bnd-maven-plugin writes them down. */
    @Test
    void describesSettings() {
        check(!build().settings().isEmpty(), "it describes no settings: put @Designate on a component, and"
                + " @ObjectClassDefinition on the annotation type that it takes; bnd-maven-plugin writes down what they"
                + " declare, so build with Maven before you test elsewhere");
    }

    /** Another PID could be another plugin's, and one of the gateway's is refused. */
    @Test
    void hasPidsOfThePluginsOwn() {
        var name = build().symbolicName();
        var others = build().settings().stream().map(Settings::pid)
                .filter(pid -> !pid.equals(name) && !pid.startsWith(name + ".")).toList();
        check(others.isEmpty(), "its settings have a PID that does not begin with its symbolic name " + name + ": "
                + others + "; that of a component is its class's name, unless configurationPid is another");
    }

    /** An administrator has little else to go by. */
    @Test
    void describesEverySetting() {
        none("has no description", setting -> setting.description().isBlank());
    }

    /** Without a file it serves, and what it serves with then could stand in one. */
    @Test
    void hasADefaultOfEachThatItsOwnRuleTakes() {
        var wrong = new ArrayList<String>();
        for (var settings : build().settings()) {
            for (var setting : settings.settings()) {
                // of those that there may be several of, none is there before somebody writes it
                if (setting.preset().isEmpty() && !setting.isList() && !(settings.factory() && setting.mustBeGiven())) {
                    wrong.add(settings.pid() + ": " + setting.id() + " has no default");
                }
                setting.refusal().ifPresent(rule -> wrong.add(settings.pid() + ": by its default, " + rule));
            }
        }
        check(wrong.isEmpty(), String.join("; ", wrong));
    }

    /** A file holds a reference to a secret, never the secret, and no service shows it. */
    @Test
    void takesSecretsByReference() {
        none("is a secret by its name, and any text is taken for it: give it the type AttributeType.PASSWORD, so that"
                + " only a reference such as $[secret:name] is",
                setting -> setting.isFreeText()
                        && SECRET.matcher(setting.id()).matches());
        none("is a secret that stands among the properties of the component's services: let its id begin with a dot,"
                + " as _password() does", setting -> setting.isSecret() && !setting.id().startsWith("."));
    }

    private void none(String what, Function<Setting, Boolean> wrong) {
        List<String> found = build().settings().stream().flatMap(settings -> settings.settings().stream()
                .filter(wrong::apply).map(setting -> settings.pid() + ": " + setting.id() + " " + what)).toList();
        check(found.isEmpty(), String.join("; ", found));
    }

    private static void check(boolean holds, String otherwise) {
        if (!holds) {
            throw new AssertionError(otherwise);
        }
    }
}
