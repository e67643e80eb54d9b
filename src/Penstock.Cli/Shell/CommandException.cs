namespace Penstock.Cli;

/// <summary>A command failed at its work. The message is one sentence for a person, with the remedy where there is one.</summary>
internal sealed class CommandException(string message, Exception? innerException = null) : Exception(message, innerException);
