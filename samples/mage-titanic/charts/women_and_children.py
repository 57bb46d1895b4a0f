if "render" not in globals():
    from mage_ai.data_preparation.decorators import render


@render(render_type="html")
def draw(passengers, *args, **kwargs):
    """A line of words for each group: how many of it survived."""
    groups = {
        "women": passengers["is_woman"] == 1,
        "children": passengers["is_child"] == 1,
        "men": (passengers["is_woman"] == 0) & (passengers["is_child"] == 0),
    }
    lines = [
        f"<li>{name}: {passengers[which]['Survived'].mean():.0%} of {int(which.sum())}</li>"
        for name, which in groups.items()
    ]
    return f"<h3>Who survived</h3><ul>{''.join(lines)}</ul>"
