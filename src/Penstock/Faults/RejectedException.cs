namespace Penstock;

/// <summary>Thrown by a handler or a decoder: the message can never be handled. It is dead-lettered at once.</summary>
public class RejectedException(string message, Exception? innerException = null) : Exception(message, innerException);
