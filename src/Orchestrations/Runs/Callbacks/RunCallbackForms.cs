using System.Collections.Concurrent;

namespace DurableTeams.Runs.Callbacks;

/// <summary>
/// The forms that this process knows. A callback in another one waits until a process that knows it takes it up.
/// </summary>
public sealed class RunCallbackForms
{
    private readonly ConcurrentDictionary<string, IRunCallbackForm> _forms = new(StringComparer.Ordinal);

    /// <summary>Makes a form known; one of the same name is replaced.</summary>
    public void Add(IRunCallbackForm form)
    {
        ArgumentNullException.ThrowIfNull(form);
        _forms[form.Name] = form;
    }

    /// <summary>The form with this name; null where it is not known.</summary>
    internal IRunCallbackForm? Find(string name) => _forms.GetValueOrDefault(name);
}
