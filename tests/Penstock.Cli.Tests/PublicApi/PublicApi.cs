using System.Reflection;
using System.Runtime.CompilerServices;

namespace Penstock.Cli.Tests;

/// <summary>An assembly's public surface as text, one member a line, in an order that doesn't depend on the compiler.</summary>
internal static class PublicApi
{
    private const BindingFlags Declared =
        BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    public static string Of(Assembly assembly) =>
        string.Concat(assembly.GetExportedTypes().OrderBy(t => t.FullName, StringComparer.Ordinal).Select(Text));

    private static string Text(Type type)
    {
        var lines = type.GetMembers(Declared).Where(IsVisible).Select(m => $"    {Text(m)}\n").Order(StringComparer.Ordinal);
        return $"{Kind(type)} {Name(type)}{Bases(type)}\n{string.Concat(lines)}\n";
    }

    private static bool IsVisible(MemberInfo member) => member switch
    {
        Type => false,
        _ when member.IsDefined(typeof(CompilerGeneratedAttribute)) => false,
        { DeclaringType.IsEnum: true, Name: "value__" } => false,
        _ when IsDelegate(member.DeclaringType!) => member.Name == "Invoke",
        MethodInfo { IsSpecialName: true } method => method.Name.StartsWith("op_", StringComparison.Ordinal),
        MethodBase method => method.IsPublic || method.IsFamily || method.IsFamilyOrAssembly,
        FieldInfo field => field.IsPublic || field.IsFamily || field.IsFamilyOrAssembly,
        PropertyInfo property => property.GetAccessors(nonPublic: true).Any(a => IsVisibleAccessor(a)),
        EventInfo happening => IsVisibleAccessor(happening.AddMethod!),
        _ => false,
    };

    private static bool IsVisibleAccessor(MethodInfo accessor) => accessor.IsPublic || accessor.IsFamily || accessor.IsFamilyOrAssembly;

    private static string Text(MemberInfo member) => member switch
    {
        ConstructorInfo constructor => $"new({Parameters(constructor)})",
        MethodInfo method => $"{Modifiers(method)}{Name(method.ReturnType)} {method.Name}{Generics(method)}({Parameters(method)})",
        PropertyInfo property => $"{Modifiers(property.GetAccessors(nonPublic: true)[0])}{Name(property.PropertyType)} {property.Name} {{ {Accessors(property)} }}",
        FieldInfo { IsLiteral: true } constant => $"const {constant.Name} = {constant.GetRawConstantValue()}",
        FieldInfo field => $"{(field.IsStatic ? "static " : "")}{Name(field.FieldType)} {field.Name}",
        _ => member.ToString()!,
    };

    private static string Accessors(PropertyInfo property) =>
        string.Join(' ', property.GetAccessors(nonPublic: true).Where(IsVisibleAccessor).Select(a =>
            a.ReturnType != typeof(void) ? "get;"
            : a.ReturnParameter.GetRequiredCustomModifiers().Any(m => m.Name == "IsExternalInit") ? "init;" : "set;"));

    private static string Modifiers(MethodInfo method) => (method.IsStatic ? "static " : "") + (method.IsFamily ? "protected " : "")
        + (method is { IsVirtual: true, IsFinal: false, IsAbstract: false, DeclaringType.IsInterface: false, DeclaringType.IsSealed: false }
            ? "virtual " : "");

    private static string Parameters(MethodBase method) => string.Join(", ", method.GetParameters().Select(p =>
        $"{Name(p.ParameterType)} {p.Name}{(p.HasDefaultValue ? $" = {p.RawDefaultValue ?? "default"}" : "")}"));

    private static string Generics(MethodInfo method) =>
        method.IsGenericMethod ? $"<{string.Join(", ", method.GetGenericArguments().Select(Name))}>" : "";

    private static string Kind(Type type) => type switch
    {
        { IsInterface: true } => "interface",
        { IsEnum: true } => "enum",
        { IsValueType: true } => "struct",
        _ when IsDelegate(type) => "delegate",
        { IsAbstract: true, IsSealed: true } => "static class",
        { IsSealed: true } => "sealed class",
        { IsAbstract: true } => "abstract class",
        _ => "class",
    };

    private static bool IsDelegate(Type type) => typeof(Delegate).IsAssignableFrom(type);

    private static string Bases(Type type)
    {
        var bases = type.GetInterfaces().Where(i => i.Assembly.GetName().Name!.StartsWith(nameof(Penstock), StringComparison.Ordinal)).Select(Name).Order(StringComparer.Ordinal);
        var all = (type.BaseType is { } parent && parent != typeof(object) && parent != typeof(MulticastDelegate) && type is { IsValueType: false } ? [Name(parent)] : Array.Empty<string>())
            .Concat(bases).ToList();
        return all.Count == 0 ? "" : $" : {string.Join(", ", all)}";
    }

    private static string Name(Type type)
    {
        if (type.IsByRef)
            return $"ref {Name(type.GetElementType()!)}";
        if (type.IsArray)
            return $"{Name(type.GetElementType()!)}[]";
        if (Nullable.GetUnderlyingType(type) is { } value)
            return $"{Name(value)}?";

        var name = type is { IsNested: true, IsGenericParameter: false } ? $"{type.DeclaringType!.Name}.{type.Name}" : type.Name;
        return type.IsGenericType && name.Contains('`', StringComparison.Ordinal)
            ? $"{name[..name.IndexOf('`', StringComparison.Ordinal)]}<{string.Join(", ", type.GetGenericArguments().Select(Name))}>"
            : name;
    }
}
