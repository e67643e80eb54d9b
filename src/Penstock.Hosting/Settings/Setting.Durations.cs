namespace Penstock.Hosting;

public abstract partial class Setting
{
    /// <summary>
    /// A span of time: <c>5</c> (seconds), <c>250ms</c>, <c>5s</c>, <c>2m</c>, <c>1h</c>, <c>1d</c> or
    /// <c>hh:mm:ss</c>; fractions are allowed.
    /// </summary>
    /// <param name="min">Inclusive.</param>
    /// <param name="max">Inclusive.</param>
    public static Setting<TimeSpan> Duration(
        string key, string? variable, TimeSpan @default, TimeSpan min, TimeSpan max, string help, string? flag = null) => new()
    {
        Key = key,
        Variable = variable,
        Flag = flag,
        Help = help,
        Allowed = $"a duration from {DurationText.Write(min)} to {DurationText.Write(max)}, such as 250ms, 5s, 2m, 1h, 1d or 00:00:05,",
        Default = @default,
        DefaultText = DurationText.Write(@default),
        Parser = (string text, out TimeSpan value) => DurationText.TryRead(text, out value) && value >= min && value <= max,
    };
}
