using Penstock.Relational;

namespace Penstock.Cli;

/// <summary>Waits until all replicas that live have done what is wanted.</summary>
internal sealed class Obedience(ControlStore control, Desired desired, Session session)
{
    private static readonly TimeSpan Between = TimeSpan.FromMilliseconds(200);

    /// <returns>False where that took too long.</returns>
    public Task<bool> WaitAsync(TimeSpan atMost) =>
        LongWork.ShowAsync(session, $"{desired.Pipeline} is told", work => WaitAsync(work, atMost));

    private async Task<bool> WaitAsync(LongWork work, TimeSpan atMost)
    {
        var startedAt = session.Time.GetTimestamp();
        var told = "";
        while (true)
        {
            var status = (await control.FindAsync(desired.Pipeline, session.Stopping))!;
            var now = StatusText.Obedience(status);
            work.At($"{desired.Pipeline}: {now}", status.Obeying, status.Live.Count());
            if (now != told)
                work.Say($"{desired.Pipeline}: {now}");
            told = now;
            if (status.Obeying == status.Live.Count())
                return true;
            if (session.Time.GetElapsedTime(startedAt) > atMost)
                return false;
            await Task.Delay(Between, session.Time, session.Stopping);
        }
    }
}
