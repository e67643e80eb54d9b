namespace Penstock.Dev;

/// <summary>For what gives no signal: asks again and again, within a limit that only a failing test meets.</summary>
public static class Until
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(120);
    private static readonly TimeSpan Between = TimeSpan.FromMilliseconds(50);

    public static async Task TrueAsync(string what, Func<Task<bool>> condition)
    {
        var startedAt = TimeProvider.System.GetTimestamp();
        while (!await condition())
        {
            if (TimeProvider.System.GetElapsedTime(startedAt) > Limit)
                throw new TimeoutException($"Not within {Limit.TotalSeconds} s: {what}.");
            await Task.Delay(Between, TimeProvider.System);
        }
    }
}
