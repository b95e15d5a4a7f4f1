using Microsoft.AspNetCore.Components;

namespace DurableTeams.Dashboard.Hosting;

/// <summary>
/// The services of a page's renderer: those of the program without its navigation. Where a program has Razor components of its
/// own, the renderer would ask that for the address of each form without one, and it knows none outside of such components.
/// </summary>
internal sealed class PageServices(IServiceProvider services) : IServiceProvider
{
    public object? GetService(Type serviceType) =>
        serviceType == typeof(NavigationManager) ? null : services.GetService(serviceType);
}
