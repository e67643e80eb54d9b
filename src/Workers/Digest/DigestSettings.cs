using System.Globalization;
using Microsoft.Extensions.Logging;
using Penstock.Hosting;
using Penstock.Relational;

namespace Penstock.Workers.Digest;

/// <summary>What a digest process understands from flags, variables and the file.</summary>
public static class DigestSettings
{
    public const int DefaultPort = 8081;

    public const int DefaultMetricsPort = 9090;

    /// <summary>Of the report that <c>/health</c> gives.</summary>
    public const string Service = "digest-worker";

    public const string ReportVersion = "1.0.0";

    private const string HostPattern = "[^/@?#\\s]+";

    private static readonly DigestOptions Defaults = new();

    public static readonly Setting<StoreUrl?> Db = Setting.Parsed<StoreUrl>(
        "Digest:Db", "DIGEST_DB_URL", StoreUrl.TryParse, "postgresql://user:password@host:5432/database or sqlite:///file",
        "The database of the figures; DB_HOST and the others make it up where it is unset.", secret: true, otherVariables: ["DATABASE_URL"]);

    public static readonly Setting<string> DbHost = Setting.Text(
        "Digest:DbHost", "DB_HOST", "postgres", "Host of the database.", HostPattern, "a host's name or address");

    public static readonly Setting<int> DbPort = Setting.Int("Digest:DbPort", "DB_PORT", 5432, 1, 65_535, "Its port.");

    public static readonly Setting<string> DbUser = Setting.Text("Digest:DbUser", "DB_USER", "postgres", "Its user.");

    public static readonly Setting<string> DbPassword = Setting.Text("Digest:DbPassword", "DB_PASSWORD", "postgres", "The user's password.", secret: true);

    public static readonly Setting<string> DbName = Setting.Text("Digest:DbName", "DB_NAME", "nodepulse", "Its name.");

    public static readonly Setting<string> DbSslMode = Setting.Choice(
        "Digest:DbSslMode", "DB_SSLMODE", "disable", ["disable", "allow", "prefer", "require", "verify-ca", "verify-full"], "TLS to the database.");

    public static readonly Setting<string?> Redis = Setting.OptionalText(
        "Digest:Redis", "REDIS_URL", "The Redis or Valkey of the stream, such as redis://user:password@host:6379/0; VALKEY_HOST and the others make it up where it is unset.",
        secret: true);

    public static readonly Setting<string> ValkeyHost = Setting.Text(
        "Digest:ValkeyHost", "VALKEY_HOST", "valkey", "Host of the stream.", HostPattern, "a host's name or address");

    public static readonly Setting<int> ValkeyPort = Setting.Int("Digest:ValkeyPort", "VALKEY_PORT", 6379, 1, 65_535, "Its port.");

    public static readonly Setting<string?> ValkeyPassword = Setting.OptionalText("Digest:ValkeyPassword", "VALKEY_PASSWORD", "Its password.", secret: true);

    public static readonly Setting<string> Stream = Setting.Text("Digest:Stream", "DIGEST_STREAM", Defaults.Stream, "The stream's key.");

    public static readonly Setting<string> DeadStream = Setting.Text("Digest:DeadStream", "DIGEST_DLQ_STREAM", Defaults.DeadStream, "The key of the stream of dead letters.");

    public static readonly Setting<string> Group = Setting.Text("Digest:Group", "DIGEST_GROUP", Defaults.Group, "The group of readers.");

    public static readonly Setting<int> BatchSize = Setting.Int(
        "Digest:BatchSize", "DIGEST_BATCH_SIZE", Defaults.BatchSize, 1, 10_000, "Messages read, written and acknowledged together.");

    public static readonly Setting<int> Lanes = Setting.Int("Digest:Lanes", "DIGEST_LANES", Defaults.Lanes, 1, 64, "Batches in hand at a time.");

    public static readonly Setting<int> MaxFailures = Setting.Int(
        "Digest:MaxFailures", "DIGEST_MAX_FAILURES", Defaults.MaxFailures, 1, 1_000, "Failures of a message by its own fault; then it is a dead letter.");

    public static readonly Setting<TimeSpan> DrainLimit = Setting.Duration(
        "Digest:DrainLimit", "DIGEST_DRAIN_LIMIT", Defaults.DrainLimit, TimeSpan.Zero, TimeSpan.FromHours(1), "How long a stop waits for the batches in hand.");

    public static readonly Setting<TimeSpan> CleanEvery = Setting.Duration(
        "Digest:CleanEvery", "DIGEST_CLEAN_INTERVAL", Defaults.CleanEvery, TimeSpan.FromSeconds(1), TimeSpan.FromDays(1), "How often old rows are removed.");

    public static readonly Setting<bool> DryRun = Setting.Bool(
        "Digest:DryRun", "DRY_RUN", @default: false, "Say which old rows would be removed, and remove none.");

    public static readonly Setting<bool> Debug = Setting.Bool("Digest:Debug", "DEBUG", @default: false, "Log at level debug.");

    public static readonly SettingSet All = new(
        "digest",
        [
            Db, DbHost, DbPort, DbUser, DbPassword, DbName, DbSslMode, Redis, ValkeyHost, ValkeyPort, ValkeyPassword, Stream, DeadStream, Group,
            BatchSize, Lanes, MaxFailures, DrainLimit, CleanEvery, DryRun, Debug,
        ],
        "DIGEST_");

    /// <summary>All but the two addresses.</summary>
    /// <exception cref="SettingException">A value is not allowed.</exception>
    public static DigestOptions Options(SettingsReader settings) => new()
    {
        Stream = settings.Get(Stream),
        DeadStream = settings.Get(DeadStream),
        Group = settings.Get(Group),
        BatchSize = settings.Get(BatchSize),
        Lanes = settings.Get(Lanes),
        MaxFailures = settings.Get(MaxFailures),
        DrainLimit = settings.Get(DrainLimit),
        CleanEvery = settings.Get(CleanEvery),
        DryRun = settings.Get(DryRun),
    };

    /// <summary>The database, from one address or from its parts.</summary>
    /// <exception cref="SettingException">A value is not allowed.</exception>
    public static StoreUrl Database(SettingsReader settings) => settings.Get(Db) ?? StoreUrl.Parse(string.Create(
        CultureInfo.InvariantCulture,
        $"postgresql://{Escaped(settings.Get(DbUser))}:{Escaped(settings.Get(DbPassword))}@{settings.Get(DbHost)}:{settings.Get(DbPort)}/{Escaped(settings.Get(DbName))}?sslmode={settings.Get(DbSslMode)}"));

    /// <summary>The Redis, from one address or from its parts.</summary>
    /// <exception cref="SettingException">A value is not allowed.</exception>
    public static string RedisAddress(SettingsReader settings)
    {
        if (settings.Get(Redis) is { } address)
            return Checked(address, settings);

        var login = settings.Get(ValkeyPassword) is { } password ? $":{Escaped(password)}@" : "";
        return string.Create(CultureInfo.InvariantCulture, $"redis://{login}{settings.Get(ValkeyHost)}:{settings.Get(ValkeyPort)}");
    }

    /// <summary>Whether a queue on the store takes the stream's place: on SQLite, where nobody has named a Redis.</summary>
    /// <exception cref="SettingException">A value is not allowed.</exception>
    public static bool IsEmbedded(SettingsReader settings) =>
        Database(settings).Scheme == "sqlite" && !settings.IsSet(Redis) && !settings.IsSet(ValkeyHost);

    /// <summary>The digest's log lines: <c>time</c>, <c>level</c>, <c>msg</c>.</summary>
    public static LogProfile Logs { get; } = new() { Timestamp = "time", Message = "msg" };

    /// <summary><c>DEBUG=true</c> asks for more than <c>LOG_LEVEL</c> does.</summary>
    /// <exception cref="SettingException">A value is not allowed.</exception>
    public static LogLevel LevelOf(SettingsReader settings, LogLevel level) => settings.Get(Debug) && level > LogLevel.Debug ? LogLevel.Debug : level;

    private static string Checked(string address, SettingsReader settings)
    {
        try
        {
            Penstock.Redis.RedisUrl.Parse(address);
            return address;
        }
        catch (FormatException error)
        {
            throw new SettingException($"{settings.OriginOf(Redis)} is no address of a Redis: {error.Message}.");
        }
    }

    private static string Escaped(string text) => Uri.EscapeDataString(text);
}
