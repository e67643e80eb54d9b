namespace Penstock;

/// <summary>The destination refuses every message. The pipeline waits for it; no message is blamed.</summary>
public sealed class DestinationException(string message, Exception? innerException = null) : Exception(message, innerException);
