namespace Penstock.Hosting;

/// <summary>A value and where it came from.</summary>
/// <param name="Name">What a person would look for to change it: a flag, a variable, or a key and its file.</param>
internal readonly record struct SettingValue(string Name, string Text);
