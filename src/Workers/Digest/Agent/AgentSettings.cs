using Penstock.Hosting;

namespace Penstock.Workers.Digest;

/// <summary>What an agent understands from flags, variables and the file.</summary>
public static class AgentSettings
{
    private const string DefaultFolder = ".penstock/agent";

    public static readonly Setting<Uri?> Ingest = Setting.Parsed<Uri>(
        "Agent:Ingest", "PENSTOCK_AGENT_INGEST", TryAddress, "an address such as http://host:8080", "Where metrics are taken in.", required: true);

    public static readonly Setting<string?> ServerId = Setting.Parsed<string>(
        "Agent:ServerId", "PENSTOCK_AGENT_SERVER_ID", TryServerId, "a UUID",
        "This machine, as the database knows it; unset: one is made at the first start and kept in the folder.");

    public static readonly Setting<TimeSpan> Every = Setting.Duration(
        "Agent:Every", "PENSTOCK_AGENT_EVERY", TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(1), TimeSpan.FromHours(1), "Between two snapshots.");

    public static readonly Setting<string> Folder = Setting.Text(
        "Agent:Folder", "PENSTOCK_AGENT_FOLDER", DefaultFolder, "Holds what is not sent yet.");

    public static readonly Setting<int> MostProcesses = Setting.Int(
        "Agent:MostProcesses", "PENSTOCK_AGENT_MOST_PROCESSES", 100, 0, 10_000, "Groups of processes in a snapshot: those that used the most CPU time.");

    public static readonly Setting<int> MostWaiting = Setting.Int(
        "Agent:MostWaiting", "PENSTOCK_AGENT_MOST_WAITING", 17_280, 1, 1_000_000, "With more snapshots waiting the oldest are dropped.");

    public static readonly SettingSet All = new(
        "agent", [Ingest, ServerId, Every, Folder, MostProcesses, MostWaiting], "PENSTOCK_AGENT_");

    /// <param name="settings">What was given.</param>
    /// <param name="current">What a relative folder lies in.</param>
    /// <exception cref="SettingException">A value is not allowed, or the folder can't be written.</exception>
    public static AgentOptions Options(SettingsReader settings, string current)
    {
        settings.Check(All);
        var folder = Path.GetFullPath(settings.Get(Folder), current);
        try
        {
            Directory.CreateDirectory(folder);
            return new AgentOptions
            {
                Ingest = settings.Get(Ingest)!,
                ServerId = settings.Get(ServerId) is { } given ? Guid.Parse(given) : AgentId.In(folder),
                Folder = folder,
                Every = settings.Get(Every),
                MostProcesses = settings.Get(MostProcesses),
                MostWaiting = settings.Get(MostWaiting),
            };
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new SettingException($"{settings.OriginOf(Folder)} is '{folder}': it can't be written ({error.Message}); a folder that can be written is allowed.");
        }
    }

    private static bool TryAddress(string text, out Uri? address) =>
        Uri.TryCreate(text, UriKind.Absolute, out address) && address.Scheme is ("http" or "https");

    private static bool TryServerId(string text, out string? id)
    {
        id = Guid.TryParse(text, out var parsed) ? parsed.ToString("D") : null;
        return id is not null;
    }
}
