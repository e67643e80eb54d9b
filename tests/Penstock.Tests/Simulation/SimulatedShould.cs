namespace Penstock.Tests;

/// <summary>Expectations that stay in the simulation; Shouldly's own for tasks continue on the thread pool.</summary>
internal static class SimulatedShould
{
    public static async Task ShouldBeCancelledAsync(this Task task)
    {
        try
        {
            await task;
        }
        catch (OperationCanceledException)
        {
            return;
        }

        throw new ShouldAssertException("The task came to its end and was not cancelled.");
    }
}
