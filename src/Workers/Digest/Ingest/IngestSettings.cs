using Penstock.Hosting;

namespace Penstock.Workers.Digest;

/// <summary>What the ingest endpoint understands beside the digest's stream and database.</summary>
public static class IngestSettings
{
    private const int DefaultPort = 8080;

    private static readonly IngestOptions Defaults = new();

    public static readonly Setting<int> MaxBacklog = Setting.Int(
        "Ingest:MaxBacklog", "PENSTOCK_INGEST_MAX_BACKLOG", Defaults.MaxBacklog, 0, 100_000_000, "With more messages waiting senders are told to come back later.");

    public static readonly Setting<TimeSpan> ServerIdCacheTtl = Setting.Duration(
        "Ingest:ServerIdCacheTtl", "SERVER_ID_CACHE_TTL", Defaults.ServerCacheTtl, TimeSpan.FromSeconds(1), TimeSpan.FromDays(30),
        "How long it is kept whether a server is known.");

    public static readonly Setting<int> MaxBodyBytes = Setting.Int(
        "Ingest:MaxBodyBytes", "PENSTOCK_INGEST_MAX_BODY_BYTES", Defaults.MaxBodyBytes, 1, 1_000_000_000, "A larger request is refused.");

    public static readonly Setting<int> Port = Setting.Int(
        "Ingest:IngestPort", "PENSTOCK_INGEST_PORT", DefaultPort, 0, 65_535, "Port for metrics, health and figures; 0 turns HTTP off.");

    public static readonly SettingSet All = new("ingest", [MaxBacklog, ServerIdCacheTtl, MaxBodyBytes, Port], "PENSTOCK_INGEST_");

    /// <param name="settings">What was given.</param>
    /// <param name="stream">Where metrics go.</param>
    /// <exception cref="SettingException">A value is not allowed.</exception>
    public static IngestOptions Options(SettingsReader settings, string stream)
    {
        settings.Check(All);
        return new IngestOptions
        {
            Stream = stream,
            MaxBacklog = settings.Get(MaxBacklog),
            ServerCacheTtl = settings.Get(ServerIdCacheTtl),
            MaxBodyBytes = settings.Get(MaxBodyBytes),
        };
    }
}
