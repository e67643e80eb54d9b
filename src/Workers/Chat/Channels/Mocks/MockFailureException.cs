namespace Penstock.Workers.Chat;

/// <summary>A mock was told to fail.</summary>
public sealed class MockFailureException(string message) : Exception(message);
