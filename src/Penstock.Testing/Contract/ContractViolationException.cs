namespace Penstock.Testing;

/// <summary>A source broke its contract; the message says how.</summary>
public sealed class ContractViolationException(string message, Exception? innerException = null) : Exception(message, innerException);
