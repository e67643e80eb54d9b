using System.Diagnostics.CodeAnalysis;
using System.Text.RegularExpressions;

namespace Penstock.Hosting;

public abstract partial class Setting
{
    private const string AnyText = "a text that is not empty";

    /// <summary>A text, trimmed and never empty.</summary>
    /// <param name="pattern">What the whole value must match; null allows any text.</param>
    /// <param name="allowed">The pattern in words, as it stands in an error.</param>
    public static Setting<string> Text(
        string key,
        string? variable,
        string @default,
        string help,
        [StringSyntax(StringSyntaxAttribute.Regex)] string? pattern = null,
        string? allowed = null,
        string? flag = null,
        bool secret = false) => new()
    {
        Key = key,
        Variable = variable,
        Flag = flag,
        Help = help,
        Secret = secret,
        Allowed = allowed ?? (pattern is null ? AnyText : "a text that matches " + pattern),
        Default = @default,
        DefaultText = secret ? null : @default,
        Parser = Matching(pattern),
    };

    /// <summary>A text that may be left unset (null).</summary>
    public static Setting<string?> OptionalText(
        string key, string? variable, string help, string? flag = null, bool secret = false) => new()
    {
        Key = key,
        Variable = variable,
        Flag = flag,
        Help = help,
        Secret = secret,
        Allowed = AnyText,
        Default = null,
        Parser = (string text, out string? value) => (value = text).Length > 0,
    };

    /// <summary>A value with a form of its own, such as a URL; null when it is unset.</summary>
    /// <param name="allowed">The form in words, as it stands in an error: <c>a URL such as postgresql://host/db</c>.</param>
    /// <param name="required">Reading it while it is unset is an error.</param>
    public static Setting<T?> Parsed<T>(
        string key,
        string? variable,
        SettingParser<T?> parser,
        string allowed,
        string help,
        string? flag = null,
        bool secret = false,
        bool required = false,
        IReadOnlyList<string>? otherVariables = null)
        where T : class => new()
    {
        Key = key,
        Variable = variable,
        Flag = flag,
        Help = help,
        Secret = secret,
        Required = required,
        OtherVariables = otherVariables ?? [],
        Allowed = allowed,
        Default = null,
        Parser = parser,
    };

    private static SettingParser<string> Matching(string? pattern)
    {
        // Built when the first value is read: most settings keep their default, and a start should be quick.
        var regex = new Lazy<Regex?>(() => pattern is null
            ? null
            : new Regex($@"\A(?:{pattern})\z", RegexOptions.CultureInvariant, TimeSpan.FromSeconds(1)));
        return (string text, out string value) => (value = text).Length > 0 && regex.Value?.IsMatch(text) != false;
    }
}
