using System.Reflection;
using DurableTeams.Storage;

namespace DurableTeams.Deployment.Tests.Maintenance;

/// <summary>A store of which only what a test sets can be asked.</summary>
internal class FakeStore : DispatchProxy
{
    private readonly Dictionary<string, Func<object?[], object>> _answers = [];

    public static IRunStore With(params (string Method, Func<object?[], object> Answer)[] answers)
    {
        var store = Create<IRunStore, FakeStore>();
        foreach (var (method, answer) in answers) ((FakeStore)(object)store)._answers[method] = answer;
        return store;
    }

    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args) => _answers[targetMethod!.Name](args!);
}
