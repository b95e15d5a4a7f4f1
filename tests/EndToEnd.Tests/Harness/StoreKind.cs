using System.Reflection;
using DurableTeams.Azurite;
using Xunit.Sdk;

namespace DurableTeams.EndToEnd.Tests.Harness;

/// <summary>
/// What is tested: the embedded host on SQLite or on tables, or the published app on the double of the Functions host.
/// </summary>
public enum StoreKind
{
    Sqlite,
    Tables,
    Functions,
}

/// <summary>The theory on SQLite.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class OnSqliteAttribute : DataAttribute
{
    public override IEnumerable<object[]> GetData(MethodInfo testMethod) => [[StoreKind.Sqlite]];
}

/// <summary>The theory on tables; skipped where there can be no emulator.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class OnTablesAttribute : DataAttribute
{
    public OnTablesAttribute() => Skip = AzuriteTools.WhyNot;

    public override IEnumerable<object[]> GetData(MethodInfo testMethod) => [[StoreKind.Tables]];
}

/// <summary>The theory on the Functions app; skipped where there can be no emulator.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class OnFunctionsAttribute : DataAttribute
{
    public OnFunctionsAttribute() => Skip = AzuriteTools.WhyNot;

    public override IEnumerable<object[]> GetData(MethodInfo testMethod) => [[StoreKind.Functions]];
}
