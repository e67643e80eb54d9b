namespace Penstock.Hosting;

/// <summary>
/// A setting is wrong, missing or unknown. The message is one sentence for a person: it names the variable, flag or file key,
/// the value and what is allowed. A program ends with exit code 2 and that sentence on stderr.
/// </summary>
public sealed class SettingException(string message) : Exception(message);
