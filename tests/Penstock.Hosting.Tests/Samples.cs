namespace Penstock.Hosting.Tests;

/// <summary>The settings of a worker that exists only here.</summary>
internal static class Samples
{
    public static readonly Setting<int> BatchSize = Setting.Int("Marker:BatchSize", "DES_MARKER_BATCH_SIZE", 100, 1, 100_000, "Rows a batch.");
    public static readonly Setting<double?> RateLimit = Setting.OptionalNumber(
        "Marker:RateLimit", "DES_MARKER_RATE_LIMIT", 0.001, double.PositiveInfinity, "Rows a second.");
    public static readonly Setting<string> Table = Setting.Text(
        "Marker:DlqTable", "DES_MARKER_DLQ_TABLE", "des_marker_dlq", "Dead letters.", "[A-Za-z_][A-Za-z0-9_]*", "a table name");
    public static readonly Setting<bool> EnableDlq = Setting.Bool("Marker:EnableDlq", "DES_MARKER_ENABLE_DLQ", true, "Keep dead letters.");
    public static readonly Setting<TimeSpan> Interval = Setting.Duration(
        "Marker:Interval", "DES_MARKER_INTERVAL_SECONDS", TimeSpan.FromSeconds(5), TimeSpan.Zero, TimeSpan.FromHours(1), "Pause when idle.");
    public static readonly Setting<string> Hash = Setting.Choice("Marker:Hash", "DES_HASH_STRATEGY", "sha256", ["sha256", "sha512"], "Hash.");
    public static readonly Setting<Uri?> Database = Setting.Parsed<Uri>(
        "Marker:Database",
        "DES_DB_URL",
        (string text, out Uri? value) => Uri.TryCreate(text, UriKind.Absolute, out value) && value.Scheme == "postgresql",
        "a URL such as postgresql://user@host/db",
        "Where the catalogue is.",
        flag: "--db",
        secret: true);
    public static readonly Setting<int> Port = Setting.Int("Marker:MetricsPort", "DES_METRICS_PORT", 9101, 0, 65_535, "Port.");

    public static readonly SettingSet Marker = new(
        "marker", [BatchSize, RateLimit, Table, EnableDlq, Interval, Hash, Database, Port], "DES_MARKER_");

    public static SettingSources Nothing => new() { Folder = Path.GetTempPath() };

    public static SettingSources Variables(params (string Name, string Text)[] variables) =>
        Nothing with { Environment = variables.ToDictionary(pair => pair.Name, pair => pair.Text, StringComparer.Ordinal) };

    public static SettingSources Flags(string flag, string text) =>
        Nothing with { Flags = new Dictionary<string, string>(StringComparer.Ordinal) { [flag] = text } };
}
