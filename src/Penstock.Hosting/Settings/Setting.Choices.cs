namespace Penstock.Hosting;

public abstract partial class Setting
{
    private static readonly string[] Truths = ["true", "1", "yes", "on"];
    private static readonly string[] Lies = ["false", "0", "no", "off"];

    public static Setting<bool> Bool(string key, string? variable, bool @default, string help, string? flag = null) => new()
    {
        Key = key,
        Variable = variable,
        Flag = flag,
        Help = help,
        Allowed = "true or false (or 1, 0, yes, no, on, off)",
        Default = @default,
        DefaultText = @default ? "true" : "false",
        Parser = TryBool,
    };

    /// <summary>One of a few names, matched without regard to case.</summary>
    public static Setting<string> Choice(
        string key, string? variable, string @default, IReadOnlyList<string> names, string help, string? flag = null) =>
        Choice(key, variable, @default, names.Select(name => (name, name)).ToList(), help, flag);

    /// <summary>One of a few named values. Several names may stand for one value: the first is the one shown.</summary>
    public static Setting<T> Choice<T>(
        string key,
        string? variable,
        T @default,
        IReadOnlyList<(string Name, T Value)> choices,
        string help,
        string? flag = null) => new()
    {
        Key = key,
        Variable = variable,
        Flag = flag,
        Help = help,
        Allowed = OneOf([.. choices.DistinctBy(choice => choice.Value).Select(choice => choice.Name)]),
        Default = @default,
        DefaultText = choices.First(choice => EqualityComparer<T>.Default.Equals(choice.Value, @default)).Name,
        Parser = (string text, out T value) =>
        {
            var index = choices.Select(choice => choice.Name).ToList().FindIndex(name => Same(name, text));
            value = index < 0 ? @default : choices[index].Value;
            return index >= 0;
        },
    };

    private static bool TryBool(string text, out bool value)
    {
        value = Truths.Any(word => Same(word, text));
        return value || Lies.Any(word => Same(word, text));
    }

    private static bool Same(string name, string text) => string.Equals(name, text, StringComparison.OrdinalIgnoreCase);

    private static string OneOf(string[] names) =>
        names.Length == 1 ? names[0] : string.Join(", ", names[..^1]) + " or " + names[^1];
}
