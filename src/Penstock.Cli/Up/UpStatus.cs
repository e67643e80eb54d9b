using Penstock.Workers.Marker;

namespace Penstock.Cli;

/// <summary>What there is to say of a running <c>up</c>.</summary>
internal sealed class UpStatus(
    Figures figures, MachineFigures? machine, ChatDemo? chat, CatalogView view, Pipeline pipeline, IReadOnlyList<Uri> addresses, string? watched, DataFolder data)
{
    public Figures Figures => figures;

    public string Watched => watched is null ? "no folder" : watched == data.Demo ? $"{watched} (demo; your own: --catalog DIR)" : watched;

    public DataFolder Data => data;

    /// <summary>Snapshots of this machine that are stored, by this process; null where none are taken.</summary>
    public long? Snapshots => machine?.Stored;

    /// <summary>Messages of the chat that reached a channel, by this process; null where nobody talks.</summary>
    public long? Sent => chat?.Sent;

    /// <summary>Where health and metrics answer; null without HTTP.</summary>
    public string? Url => addresses is [var first, ..] ? first.ToString().TrimEnd('/') : null;

    public string? WaitsFor => pipeline.WaitsFor;

    public long Backlog => Math.Max(0, figures.Catalogued - figures.Marked - figures.DeadLetters);

    public Task<IReadOnlyList<(string Name, string? Key)>> NewestAsync(int count) => view.NewestAsync(count, CancellationToken.None);

    public override string ToString() =>
        $"{figures.Catalogued:N0} files catalogued, {figures.Marked:N0} marked, {Backlog:N0} to do, {figures.DeadLetters:N0} dead letters{(Snapshots > 0 ? ", this machine's figures are stored" : "")}{(Sent > 0 ? ", messages reach their channels" : "")}";
}
