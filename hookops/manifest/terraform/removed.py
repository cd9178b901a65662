"""What to put into a Terraform configuration, so that one tool manages each thing.

Source: HashiCorp, Remove a resource from state ("removed" block, Terraform 1.7): `from` takes no
keys of instances, and without `destroy = false` the object is deleted.
"""

from collections.abc import Iterator, Sequence

from hookops.manifest.terraform.hooks import HOLDERS, HOOK, KEY
from hookops.manifest.terraform.state import StateResource

_HEAD = """\
# For the Terraform configuration (Terraform 1.7 or newer), in the place of the resource blocks that
# are named here. Terraform forgets them and deletes nothing; delete this file after that apply.
"""
_KEYS = """\
#
# A removed block is about a whole resource: of one with count or for_each, every instance is
# forgotten, whatever key it has.
"""
_BOUND = """
# hookops sets the hook of the following resources, and Terraform keeps everything else of them.
# Leave them where they are, and let Terraform ignore this one argument, or it sets it back:
#
"""
_IGNORE = """\
#   {address}
#     lifecycle {{ ignore_changes = [inline_hook_id] }}
"""
_ONE = """
removed {{
  from = {address}

  lifecycle {{
    destroy = false
  }}
}}
"""


def removed_text(resources: Sequence[StateResource]) -> str:
    """The file; empty when the state has nothing of hooks."""
    own = [r for r in resources if r.managed and r.type in (HOOK, KEY)]
    bound = list(filter(is_bound, resources))
    # Only then the note means something.
    keyed = any(resource.plain != resource.address for resource in own)
    text = "".join([_KEYS if keyed else "", *_blocks(own), *_advice(bound)])
    return _HEAD + text if text else ""


def is_bound(resource: StateResource) -> bool:
    """Whether Terraform sets a hook there."""
    holds = resource.managed and resource.type in HOLDERS
    return holds and bool(resource.text("inline_hook_id"))


def _blocks(own: Sequence[StateResource]) -> Iterator[str]:
    # Instances of one resource have one block.
    for address in dict.fromkeys(resource.plain for resource in own):
        yield _ONE.format(address=address)


def _advice(bound: Sequence[StateResource]) -> Iterator[str]:
    if bound:
        yield _BOUND
    for address in dict.fromkeys(resource.plain for resource in bound):
        yield _IGNORE.format(address=address)
