namespace Penstock.Tests;

/// <summary>For what may never come: asks again and again until it is so or the time is over. What is then, the test asserts.</summary>
internal static class Within
{
    private static readonly TimeSpan Between = TimeSpan.FromMilliseconds(50);

    public static async Task SecondsAsync(double seconds, Func<Task<bool>> condition)
    {
        var startedAt = TimeProvider.System.GetTimestamp();
        while (!await condition() && TimeProvider.System.GetElapsedTime(startedAt).TotalSeconds < seconds)
            await Task.Delay(Between, TimeProvider.System);
    }
}
