using Penstock.Relational;

namespace Penstock.Cli;

/// <summary>A replay under somebody's eyes.</summary>
internal sealed class ReplayRun(DlqDesk desk, bool json, Session session)
{
    private const int Sample = 10;
    private const int MostFailures = 10;
    private const int Interrupted = 130;

    /// <summary>A dry run.</summary>
    public async Task<int> ShowAsync(LetterFilter filter)
    {
        var found = await desk.Home.CountAsync(filter, session.Stopping);
        var sample = new List<Letter>();
        await foreach (var letter in desk.Home.ReadAsync(filter with { Limit = (int)Math.Min(Sample, found.Letters) }, session.Stopping))
            sample.Add(letter.Letter);
        LetterText.Listing(session).Write(sample, json, "No dead letters.", session);
        await session.Error.WriteLineAsync($"penstock: {found.Letters:N0} dead letters would be sent back ({filter}), the first of them are shown; nothing was changed.");
        return 0;
    }

    public async Task<int> StartAsync(ReplayRequest request, bool yes)
    {
        var found = await desk.Home.CountAsync(request.Filter, session.Stopping);
        if (found.Letters > 0)
            await YesFlag.RequireAsync(yes, $"Replay {found.Letters:N0} dead letters ({request.Filter})", session);
        // What was counted and agreed to, and nothing that came after.
        var agreed = request with { Filter = request.Filter with { UpTo = found.UpTo ?? 0 } };
        return await EndAsync(await LongWork.ShowAsync(session, "choosing", async work =>
            await desk.Home.ReplayAsync(agreed, replay => At(work, replay), session.Stopping)));
    }

    public async Task<int> ResumeAsync(long id)
    {
        desk.Require(LetterAct.PacedReplay);
        var replay = await desk.Replays.FindAsync(id, session.Stopping) ?? throw new CommandException($"{desk.Home.Name} has no replay {id}.");
        if (replay.FinishedAt is null)
            await desk.Replays.SetStateAsync(id, ReplayState.Running, session.Stopping);
        return await EndAsync(await LongWork.ShowAsync(session, "going on", async work =>
            await desk.Replays.RunAsync(id, sofar => At(work, sofar), session.Stopping)));
    }

    public async Task<int> CancelAsync(long id)
    {
        desk.Require(LetterAct.PacedReplay);
        if (!await desk.Replays.SetStateAsync(id, ReplayState.Cancelled, session.Stopping))
            throw new CommandException($"Replay {id} has ended, or there is none.");
        return await EndAsync((await desk.Replays.FindAsync(id, session.Stopping))!);
    }

    private static void At(LongWork work, Replay replay) => work.At($"{replay.Total - replay.Left:N0} of {replay.Total:N0} letters", replay.Total - replay.Left, replay.Total);

    private async Task<int> EndAsync(Replay replay)
    {
        var isStopped = session.Stopping.IsCancellationRequested && replay is { State: ReplayState.Running, Id: not null };
        if (isStopped && await desk.Replays.SetStateAsync(replay.Id!.Value, ReplayState.Paused, CancellationToken.None))
            replay = replay with { State = ReplayState.Paused };
        await session.Output.WriteLineAsync(json ? Json(replay) : Sentence(replay));
        if (replay.Id is { } id && replay.Failed > 0)
        {
            foreach (var (letter, why) in await desk.Replays.FailuresAsync(id, MostFailures, CancellationToken.None))
                await session.Error.WriteLineAsync($"penstock: letter {letter} stays parked: {why}");
        }

        if (replay.State == ReplayState.Paused)
            await session.Error.WriteLineAsync($"penstock: replay {replay.Id} is paused, and loses nothing: 'dlq replay --resume {replay.Id}' goes on, '--cancel {replay.Id}' ends it.");
        return isStopped ? Interrupted : replay.Failed > 0 ? Shell.Failed : 0;
    }

    private static string Sentence(Replay replay)
    {
        var name = replay.Id is { } id ? $"Replay {id} ({replay.Selection}) is {replay.State}: " : "";
        return $"{name}{replay.Done:N0} of {replay.Total:N0} letters are back, {replay.Failed:N0} could not be, {replay.Skipped:N0} were resolved already, {replay.Left:N0} are left.";
    }

    private static string Json(Replay replay) => JsonText.Of(writer =>
    {
        if (replay.Id is { } id)
            writer.WriteNumber("replay", id);
        writer.WriteString("state", replay.State);
        writer.WriteString("selection", replay.Selection);
        writer.WriteNumber("total", replay.Total);
        writer.WriteNumber("done", replay.Done);
        writer.WriteNumber("failed", replay.Failed);
        writer.WriteNumber("skipped", replay.Skipped);
        writer.WriteNumber("left", replay.Left);
    });
}
