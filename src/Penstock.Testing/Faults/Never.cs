namespace Penstock.Testing;

/// <summary>What a dead process's code waits for.</summary>
internal static class Never
{
    public static Task Task { get; } = new TaskCompletionSource().Task;
}
